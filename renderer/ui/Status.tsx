import type { Snapshot } from '../../electron/contract/snapshot.ts';
import type { Language } from '../../electron/contract/text.ts';
import { statusPills } from '../app/status.ts';
import { goTo, usePage } from '../app/store.ts';
import { translate } from '../i18n/translate.ts';
import { Shape } from './Shape.tsx';

/** Camera, light, store and card: shape, colour and word. While the studio is lost, what was last known is not called good. */
export function Status({ snapshot, language }: { snapshot: Snapshot; language: Language }) {
  const linked = usePage(({ link }) => link !== null);
  return (
    <ul className="status" aria-label={translate(language, 'status.label')}>
      {statusPills(snapshot, language).map(({ id, tone, text }) => (
        <li key={id} data-pill={id} data-tone={linked ? tone : 'off'}>
          {id === 'camera' ? (
            <button
              type="button"
              className="status-room"
              title={translate(language, 'key.room')}
              onMouseDown={(event) => event.preventDefault()}
              onClick={(event) => {
                event.currentTarget.blur();
                goTo({ screen: 'room' });
              }}
            >
              <Shape tone={linked ? tone : 'off'} />
              {text}
            </button>
          ) : (
            <>
              <Shape tone={linked ? tone : 'off'} />
              {text}
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
