import type { ChangeEvent } from 'react';
import type { Language } from '../../../electron/contract/text.ts';
import { translate } from '../../i18n/translate.ts';

type Props = {
  name: string;
  part: 'ca' | 'certificate' | 'key';
  value: string;
  language: Language;
  onChange(value: string): void;
};

/** A certificate or a key as PEM: pasted, or read from a file. */
export function PemField({ name, part, value, language, onChange }: Props) {
  const read = async ({ target }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [file] = target.files ?? [];
    target.value = '';
    if (file) onChange(await file.text());
  };
  return (
    <div className="pem">
      <label className="field">
        <span>{translate(language, `tls.${part}`)}</span>
        <textarea
          name={`${name}-${part}`}
          rows={2}
          value={value}
          placeholder={translate(language, 'tls.pem-hint')}
          maxLength={20_000}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange(event.target.value)}
        />
      </label>
      <label className="button quiet file-button">
        <span>
          {translate(language, 'connections.from-file')}
          <span className="unseen"> {translate(language, `tls.${part}`)}</span>
        </span>
        <input type="file" name={`${name}-${part}-file`} className="unseen" onChange={(event) => void read(event)} />
      </label>
    </div>
  );
}
