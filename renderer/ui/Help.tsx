import type { Language } from '../../electron/contract/text.ts';
import { keyGroups } from '../app/keys.ts';
import { toggleHelp } from '../app/store.ts';
import { translate } from '../i18n/translate.ts';
import { Button } from './Button.tsx';
import { capText } from './Cap.tsx';

/** Every key, beside the work and never in its way: the keys go on working while it is open. */
export function Help({ language }: { language: Language }) {
  return (
    <aside className="help" aria-label={translate(language, 'help.title')}>
      <h2>{translate(language, 'help.title')}</h2>
      <p>{translate(language, 'help.pedal')}</p>
      <dl>
        {keyGroups().map(({ says, caps }) => (
          <div key={says}>
            <dt>
              {caps.map((cap) => (
                <kbd key={capText(cap, language)}>{capText(cap, language)}</kbd>
              ))}
            </dt>
            <dd>{translate(language, says)}</dd>
          </div>
        ))}
      </dl>
      <Button onPress={toggleHelp}>{translate(language, 'help.close')}</Button>
    </aside>
  );
}
