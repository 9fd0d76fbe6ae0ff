import { useState } from 'react';
import type { Output } from '../../../electron/contract/rpc.ts';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { studioContract } from '../../../electron/contract/studio.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { ask, usePage } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { roleName, rolesOf } from './room-view.ts';

type Found = Output<typeof studioContract, 'room.detect'>['cameras'];
type Props = { room: Snapshot['room']; roles: readonly string[]; language: Language };

/** Looks for cameras and gives them a role, each in one press; one on the network is named by its address. */
export function Finder({ room, roles, language }: Props) {
  const [found, setFound] = useState<Found | null>(null);
  const [address, setAddress] = useState('');
  const looking = usePage(({ asking }) => asking.includes('room.detect'));
  const look = async (): Promise<void> => {
    const answer = await ask('room.detect', {});
    if (answer) setFound(answer.cameras);
  };
  const assign = (to: string) =>
    roles.map((role) => (
      <Button
        key={role}
        name={`assign-${role}`}
        disabled={to === '' || rolesOf(room, to).includes(role)}
        onPress={() => void ask('room.assign', { role, address: to })}
      >
        {translate(language, 'room.assign', { role: roleName(role, language) })}
      </Button>
    ));
  return (
    <section className="room-finder">
      <div className="room-find">
        <Button name="detect" kind="primary" disabled={looking} onPress={() => void look()}>
          {translate(language, looking ? 'room.looking' : 'room.look')}
        </Button>
        {found?.length === 0 && <p role="status">{translate(language, 'room.none-found')}</p>}
      </div>
      <ul className="room-found" aria-label={translate(language, 'room.found')}>
        {found?.map((camera) => (
          <li key={camera.address} data-address={camera.address}>
            <span>
              {camera.model}
              <small>
                {camera.address}
                {camera.simulated ? ` · ${translate(language, 'app.simulation')}` : ''}
              </small>
            </span>
            {assign(camera.address)}
          </li>
        ))}
        <li>
          <label>
            <span>{translate(language, 'room.by-address')}</span>
            <input
              type="text"
              name="address"
              maxLength={200}
              value={address}
              placeholder="ptpip:192.168.1.20"
              spellCheck={false}
              onChange={(event) => setAddress(event.target.value)}
            />
          </label>
          {assign(address.trim())}
        </li>
      </ul>
    </section>
  );
}
