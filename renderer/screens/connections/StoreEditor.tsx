import { type FormEvent, useRef, useState } from 'react';
import type { Language } from '../../../electron/contract/text.ts';
import { ask, usePage } from '../../app/store.ts';
import { type Key, translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { CredentialFields } from './CredentialFields.tsx';
import { readStore, type StoreField, type StoreForm, type StoreView, storeForm } from './store-form.ts';
import { TlsFields } from './TlsFields.tsx';

type Props = {
  /** Which one is changed; null for a new one. */
  known: StoreView | null;
  stores: readonly StoreView[];
  language: Language;
  onDone(): void;
};
type TextName = 'name' | 'url' | 'aet' | 'host' | 'port' | 'path' | 'callingAet' | 'query' | 'parallel' | 'kilobytes';

const kinds = ['dicomweb', 'dicom', 'folder'] as const;

/** A store in the words of who answers for it: what is its business is asked, the rest has a value that usually holds. */
export function StoreEditor({ known, stores, language, onDone }: Props) {
  const [form, setForm] = useState<StoreForm>(() => storeForm(known));
  const [wrong, setWrong] = useState<readonly StoreField[]>([]);
  const element = useRef<HTMLFormElement>(null);
  const busy = usePage(({ asking }) => asking.includes('connections.set'));
  const change = (part: Partial<StoreForm>): void => {
    setForm((before) => ({ ...before, ...part }));
    setWrong([]);
  };
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const read = readStore(form, known, stores);
    if ('wrong' in read) {
      setWrong(read.wrong);
      element.current?.querySelector<HTMLInputElement>(`[name="${read.wrong[0]}"]`)?.focus();
    } else if (await ask('connections.set', read.change)) onDone();
  };
  const text = (name: TextName, label: Key, rest: { hint?: string; first?: boolean } = {}) => (
    <TextField
      name={name}
      label={translate(language, label)}
      value={form[name]}
      error={wrong.includes(name) ? translate(language, `connections.wrong.${name}`) : undefined}
      onChange={(value) => change({ [name]: value })}
      {...rest}
    />
  );
  const choice = <Value extends string>(
    name: 'kind' | 'purpose' | 'proof',
    label: Key,
    value: Value,
    options: readonly { value: Value; label: Key; detail: Key }[],
  ) => (
    <Choice
      name={name}
      label={translate(language, label)}
      value={value}
      error={undefined}
      options={options.map((one) => ({
        value: one.value,
        label: translate(language, one.label),
        detail: translate(language, one.detail),
      }))}
      onChange={(chosen) => change({ [name]: options.find((one) => one.value === chosen)?.value ?? value })}
    />
  );
  const { kind } = form;
  const title = known
    ? translate(language, 'connections.edit-store', { name: known.name })
    : translate(language, 'connections.add-store');
  return (
    <form
      ref={element}
      className="panel store-editor"
      noValidate
      onSubmit={(event) => void save(event)}
      aria-labelledby="store-editor"
    >
      <h2 id="store-editor">{title}</h2>
      {text('name', 'connections.name', { hint: translate(language, 'connections.name-hint'), first: true })}
      {choice(
        'kind',
        'connections.kind',
        kind,
        kinds.map((value) => ({ value, label: `store-kind.${value}`, detail: `store-kind-says.${value}` }) as const),
      )}
      {kind === 'dicomweb' && text('url', 'connections.url', { hint: 'https://pacs.example/dicom-web' })}
      {kind === 'folder' && text('path', 'connections.path', { hint: '/srv/pictures' })}
      {kind === 'dicom' && (
        <div className="triple">
          {text('aet', 'connections.aet', { hint: 'ARCHIVE' })}
          {text('host', 'connections.host', { hint: 'pacs.example' })}
          {text('port', 'connections.port', { hint: '11112' })}
        </div>
      )}
      {choice(
        'purpose',
        'connections.purpose',
        form.purpose,
        (['archive', 'copy'] as const).map(
          (value) => ({ value, label: `purpose.${value}`, detail: `purpose-says.${value}` }) as const,
        ),
      )}
      {kind === 'dicom' &&
        choice(
          'proof',
          'connections.proof',
          form.proof,
          (['commitment', 'read-back'] as const).map(
            (value) => ({ value, label: `proof.${value}`, detail: `proof-says.${value}` }) as const,
          ),
        )}
      {kind === 'dicomweb' && (
        <CredentialFields
          form={form}
          kept={known?.credentials !== undefined}
          wrong={wrong.includes('credentials')}
          language={language}
          onChange={change}
        />
      )}
      {kind !== 'folder' && (
        <TlsFields
          name="store"
          tls={form.tls}
          kept={known?.tls !== undefined}
          web={kind === 'dicomweb'}
          wrong={wrong.includes('tls')}
          language={language}
          onChange={(tls) => change({ tls })}
        />
      )}
      <label className="check">
        <input
          type="checkbox"
          name="testStore"
          checked={form.testStore}
          onChange={({ target }) => change({ testStore: target.checked })}
        />
        <span>
          {translate(language, 'connections.test-store')}
          <small>{translate(language, 'connections.test-store-says')}</small>
        </span>
      </label>
      <div className="triple">
        {kind === 'dicom' && text('callingAet', 'connections.calling-aet')}
        {text('parallel', 'connections.parallel')}
        {text('kilobytes', 'connections.kilobytes', { hint: translate(language, 'connections.unlimited') })}
      </div>
      {kind === 'dicom' && text('query', 'connections.query', { hint: translate(language, 'connections.query-hint') })}
      <div className="gate-actions">
        <button type="submit" className="button primary" data-name="save-store" disabled={busy}>
          <span>{translate(language, 'operators.save')}</span>
        </button>
        <Button name="cancel" onPress={onDone}>
          {translate(language, 'operators.cancel')}
        </Button>
      </div>
    </form>
  );
}
