import type { Language } from '../../../electron/contract/text.ts';
import { translate } from '../../i18n/translate.ts';
import { Choice } from '../../ui/Choice.tsx';
import { PemField } from './PemField.tsx';
import type { TlsForm } from './tls-form.ts';

type Props = {
  name: string;
  tls: TlsForm;
  /** Whether something is kept that could stay. */
  kept: boolean;
  /** Of a web address, which says itself whether it is encrypted: only the hospital's own certificates are asked. */
  web?: boolean;
  wrong: boolean;
  language: Language;
  onChange(tls: TlsForm): void;
};

const parts = ['ca', 'certificate', 'key'] as const;

/** Encryption: none, as it is kept, or with certificates given now. What is kept is never shown. */
export function TlsFields({ name, tls, kept, web = false, wrong, language, onChange }: Props) {
  const modes = [...(kept ? (['kept'] as const) : []), 'off' as const, 'new' as const];
  const label = {
    kept: 'tls.kept',
    off: web ? 'tls.web-off' : 'tls.off',
    new: kept ? 'tls.replace' : web ? 'tls.web-new' : 'tls.new',
  } as const;
  return (
    <>
      <Choice
        name={`${name}-tls`}
        label={translate(language, web ? 'tls.web-title' : 'tls.title')}
        value={tls.mode}
        error={wrong ? translate(language, 'connections.wrong.tls') : undefined}
        options={modes.map((mode) => ({ value: mode, label: translate(language, label[mode]) }))}
        onChange={(value) => onChange({ ...tls, mode: modes.find((mode) => mode === value) ?? tls.mode })}
      />
      {tls.mode === 'new' && (
        <>
          <p className="fine">{translate(language, 'tls.says')}</p>
          {parts.map((part) => (
            <PemField
              key={part}
              name={name}
              part={part}
              value={tls[part]}
              language={language}
              onChange={(text) => onChange({ ...tls, [part]: text })}
            />
          ))}
        </>
      )}
    </>
  );
}
