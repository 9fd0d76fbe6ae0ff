import { type FormEvent, useState } from 'react';
import type { Department } from '../../../electron/contract/department.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { ask } from '../../app/store.ts';
import { plural, translate } from '../../i18n/translate.ts';
import { TextField } from '../../ui/TextField.tsx';
import { type RuleField, type RulesForm, readRules, ruleRanges, rulesForm } from './vault-view.ts';

type Props = { department: Department; language: Language };

/** The department's rules as a form: nothing counts before it is saved. */
export function RulesSection({ department, language }: Props) {
  const [form, setForm] = useState<RulesForm>(() => rulesForm(department));
  const [wrong, setWrong] = useState<RuleField[]>([]);
  const changed = JSON.stringify(form) !== JSON.stringify(rulesForm(department));
  const change = (part: Partial<RulesForm>): void => {
    setForm((before) => ({ ...before, ...part }));
    setWrong([]);
  };
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const read = readRules(form);
    if ('wrong' in read) setWrong(read.wrong);
    else await ask('department.set', read.rules);
  };
  const field = (rule: RuleField, name: 'days' | 'auditMonths' | 'idleMinutes' | 'shiftHours') => {
    const [least, most] = ruleRanges[rule];
    return (
      <TextField
        name={rule}
        label={translate(language, `rule.${rule}`)}
        value={form[name]}
        error={wrong.includes(rule) ? translate(language, 'rules.range', { least, most }) : undefined}
        onChange={(value) => change({ [name]: value })}
      />
    );
  };
  const check = (name: 'byThemselves' | 'purgeRejected' | 'purgeRaw') => (
    <label className="check">
      <input
        type="checkbox"
        name={name}
        checked={form[name]}
        onChange={({ target }) => change({ [name]: target.checked })}
      />
      <span>
        {translate(language, `rule.${name}`)}
        <small>{translate(language, `rule-says.${name}`)}</small>
      </span>
    </label>
  );
  return (
    <form className="panel rules" noValidate onSubmit={(event) => void save(event)} aria-labelledby="rules">
      <h2 id="rules">{translate(language, 'rules.title')}</h2>
      {check('byThemselves')}
      {form.byThemselves && field('originalsDays', 'days')}
      {check('purgeRejected')}
      {check('purgeRaw')}
      <div className="rules-fields">
        {field('auditMonths', 'auditMonths')}
        {field('idleMinutes', 'idleMinutes')}
        {field('shiftHours', 'shiftHours')}
      </div>
      <button type="submit" className="button primary" data-name="save-rules" disabled={!changed}>
        <span>{translate(language, 'rules.save')}</span>
      </button>
    </form>
  );
}

/** The same rules for whoever may not change them. */
export function Rules({ department, language }: Props) {
  const { originalsDays, purgeRejected, purgeRaw, auditMonths, idleMinutes, shiftHours } = department;
  const says = [
    originalsDays === null
      ? translate(language, 'rules.by-hand')
      : plural(language, 'rules.by-themselves', originalsDays),
    translate(language, purgeRejected ? 'rules.rejected-go' : 'rules.rejected-stay'),
    translate(language, purgeRaw ? 'rules.raw-go' : 'rules.raw-stay'),
    plural(language, 'rules.audit', auditMonths),
    plural(language, 'rules.idle', idleMinutes),
    plural(language, 'rules.shift', shiftHours),
  ];
  return (
    <section className="panel rules" aria-labelledby="rules">
      <h2 id="rules">{translate(language, 'rules.title')}</h2>
      <ul className="rule-list">
        {says.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}
