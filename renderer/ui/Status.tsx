import type { Snapshot } from '../../electron/contract/studio.ts';
import type { Language } from '../../electron/contract/text.ts';
import { statusPills } from '../app/status.ts';
import { translate } from '../i18n/translate.ts';
import { Shape } from './Shape.tsx';

/** Camera, light, store and card: shape, colour and word. */
export function Status({ snapshot, language }: { snapshot: Snapshot; language: Language }) {
  return (
    <ul className="status" aria-label={translate(language, 'status.label')}>
      {statusPills(snapshot, language).map(({ id, tone, text }) => (
        <li key={id} data-pill={id} data-tone={tone}>
          <Shape tone={tone} />
          {text}
        </li>
      ))}
    </ul>
  );
}
