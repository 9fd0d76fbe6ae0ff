import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { plural, translate } from '../../i18n/translate.ts';
import { Choice } from '../../ui/Choice.tsx';

type Props = {
  protocols: Snapshot['protocols'];
  value: string;
  /** That of the patient's last visit. */
  last: string | undefined;
  error: string | undefined;
  language: Language;
  onChange(value: string): void;
};

/** Which series it is to be, with what the chosen one is for. */
export function ProtocolChoice({ protocols, value, last, error, language, onChange }: Props) {
  const description = protocols.find(({ id }) => id === value)?.description;
  if (protocols.length === 0) return <p className="empty">{translate(language, 'today.no-protocol')}</p>;
  return (
    <>
      <Choice
        name="protocol"
        label={translate(language, 'form.protocol')}
        value={value}
        error={error}
        options={protocols.map(({ id, title, steps }) => ({
          value: id,
          label: title[language],
          detail: [
            plural(language, 'form.protocol-steps', steps),
            ...(id === last ? [translate(language, 'form.protocol-last-visit')] : []),
          ].join(' · '),
        }))}
        onChange={onChange}
      />
      {description && <p className="fine">{description[language]}</p>}
    </>
  );
}
