import type { Language } from '../../../electron/contract/text.ts';
import { day, localDay } from '../../i18n/format.ts';
import { translate } from '../../i18n/translate.ts';
import { KeyGroups } from './KeyGroups.tsx';
import { keyGroups, keyPrefix } from './recovery-key.ts';

type Props = { recoveryKey: string; recipient: string; language: Language };

/** The sheet for the hospital's safe: what it is, the key, where it belongs. On paper only, never on screen. */
export function RecoverySheet({ recoveryKey, recipient, language }: Props) {
  return (
    <article className="print-sheet" aria-hidden="true">
      <h1>{translate(language, 'sheet-recovery.title')}</h1>
      <dl>
        {(['hospital', 'department', 'station'] as const).map((blank) => (
          <div key={blank}>
            <dt>{translate(language, `sheet-recovery.${blank}`)}</dt>
            <dd className="by-hand" />
          </div>
        ))}
        <div>
          <dt>{translate(language, 'sheet-recovery.date')}</dt>
          <dd>{day(localDay(new Date()))}</dd>
        </div>
        <div>
          <dt>{translate(language, 'sheet-recovery.vault')}</dt>
          <dd className="recipient">{recipient}</dd>
        </div>
      </dl>
      <p>{translate(language, 'sheet-recovery.what')}</p>
      <p className="prefix">{keyPrefix}</p>
      <KeyGroups groups={keyGroups(recoveryKey)} label={translate(language, 'first-start.key')} />
      <p>{translate(language, 'sheet-recovery.alphabet')}</p>
      <p className="whole">{recoveryKey}</p>
      <p>{translate(language, 'sheet-recovery.where')}</p>
      <p>{translate(language, 'sheet-recovery.how')}</p>
      <dl>
        {(['kept-at', 'kept-by', 'signature'] as const).map((blank) => (
          <div key={blank}>
            <dt>{translate(language, `sheet-recovery.${blank}`)}</dt>
            <dd className="by-hand" />
          </div>
        ))}
      </dl>
    </article>
  );
}
