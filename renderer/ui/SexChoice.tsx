import type { Language } from '../../electron/contract/text.ts';
import { translate } from '../i18n/translate.ts';
import { Choice } from './Choice.tsx';

const sexes = ['F', 'M', 'O'] as const;

type Props = { value: string; error: string | undefined; language: Language; onChange(value: string): void };

export function SexChoice({ value, error, language, onChange }: Props) {
  return (
    <Choice
      name="sex"
      label={translate(language, 'form.sex')}
      value={value}
      error={error}
      options={sexes.map((sex) => ({ value: sex, label: translate(language, `form.sex.${sex}`) }))}
      onChange={onChange}
    />
  );
}
