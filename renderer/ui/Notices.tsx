import type { Language } from '../../electron/contract/text.ts';
import type { Notice } from '../app/notices.ts';
import { ask } from '../app/store.ts';
import { translate } from '../i18n/translate.ts';
import { Button } from './Button.tsx';
import { Shape } from './Shape.tsx';

/** What must be known now. It covers nothing that is needed and waits for nobody: no answer is asked. */
export function Notices({ list, language }: { list: readonly Notice[]; language: Language }) {
  return (
    <div className="notices" role="status" aria-live="polite">
      {list.map(({ id, tone, says, code, remedy }) => (
        <div key={id} className={`notice tone-edge-${tone}`} data-notice={id}>
          <Shape tone={tone} />
          <p>
            {says}
            {code && <small>{code}</small>}
          </p>
          {remedy && <Button onPress={() => void ask(remedy.call, {})}>{translate(language, remedy.label)}</Button>}
        </div>
      ))}
    </div>
  );
}
