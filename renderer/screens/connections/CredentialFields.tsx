import type { Language } from '../../../electron/contract/text.ts';
import { translate } from '../../i18n/translate.ts';
import { Choice } from '../../ui/Choice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import type { StoreForm } from './store-form.ts';

type Props = {
  form: StoreForm;
  kept: boolean;
  wrong: boolean;
  language: Language;
  onChange(part: Partial<StoreForm>): void;
};

/** How the station shows who it is to a store on the web. What is kept is never shown: it stays, is replaced or taken away. */
export function CredentialFields({ form, kept, wrong, language, onChange }: Props) {
  const ways = [...(kept ? (['kept'] as const) : []), 'none' as const, 'basic' as const, 'bearer' as const];
  return (
    <>
      <Choice
        name="credentials"
        label={translate(language, 'connections.credentials')}
        value={form.credentials}
        error={wrong ? translate(language, 'connections.wrong.credentials') : undefined}
        options={ways.map((value) => ({ value, label: translate(language, `credentials.${value}`) }))}
        onChange={(value) => onChange({ credentials: ways.find((way) => way === value) ?? form.credentials })}
      />
      {form.credentials === 'basic' && (
        <div className="pair">
          <TextField
            name="user"
            label={translate(language, 'connections.user')}
            value={form.user}
            most={100}
            onChange={(user) => onChange({ user })}
          />
          <TextField
            name="store-password"
            label={translate(language, 'access.password')}
            secret="password"
            value={form.password}
            onChange={(password) => onChange({ password })}
          />
        </div>
      )}
      {form.credentials === 'bearer' && (
        <TextField
          name="store-token"
          label={translate(language, 'connections.token')}
          secret="password"
          value={form.token}
          most={8192}
          onChange={(token) => onChange({ token })}
        />
      )}
    </>
  );
}
