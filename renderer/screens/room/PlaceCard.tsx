import type { Language } from '../../../electron/contract/text.ts';
import { isUp } from '../../app/commands.ts';
import { cameraNotices } from '../../app/notices.ts';
import { cameraPill, card } from '../../app/status.ts';
import { ask } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Shape } from '../../ui/Shape.tsx';
import { type RoomPlace, roleName } from './room-view.ts';

/** One role of the room: its camera, how that stands in words, and the one or two things to do about it. */
export function PlaceCard({ place, language }: { place: RoomPlace; language: Language }) {
  const { role, camera } = place;
  if (!camera) {
    return (
      <article className="room-place" data-role={role} data-state="none">
        <h2>{roleName(role, language)}</h2>
        <p className="fine">{translate(language, 'room.nobody')}</p>
      </article>
    );
  }
  const { state, model, serial, address, lens, tools } = camera;
  const pills = [cameraPill(camera, language), ...(isUp(camera) ? [card(camera, language)] : [])];
  const claimed = camera.error?.code === 'camera-claimed';
  const facts = [
    ...(model ? [[translate(language, 'room.model'), model] as const] : []),
    ...(serial ? [[translate(language, 'room.serial'), serial] as const] : []),
    ...(lens ? [[translate(language, 'room.lens'), lens] as const] : []),
    [translate(language, 'room.address'), address] as const,
  ];
  return (
    <article className="room-place" data-role={role} data-state={state}>
      <h2>{roleName(role, language)}</h2>
      <ul className="room-pills">
        {pills.map(({ id, tone, text }) => (
          <li key={id} data-tone={tone}>
            <Shape tone={tone} />
            {text}
          </li>
        ))}
      </ul>
      {cameraNotices(camera, language).map(({ id, says, code }) => (
        <p key={id} data-notice={id}>
          {says}
          {code && <small>{code}</small>}
        </p>
      ))}
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {isUp(camera) && tools?.exposureSimulation === false && (
        <p className="fine">{translate(language, 'room.exposure-simulation')}</p>
      )}
      <div className="room-actions">
        {claimed && (
          <Button name="free" onPress={() => void ask('camera.free', { role })}>
            {translate(language, 'capture.free-camera')}
          </Button>
        )}
        <Button name="reconnect" onPress={() => void ask('camera.reconnect', { role })}>
          {translate(language, 'room.reconnect')}
        </Button>
        <Button name="remove" onPress={() => void ask('room.assign', { role, address: '' })}>
          {translate(language, 'room.remove')}
        </Button>
      </div>
    </article>
  );
}
