import { type FormEvent, useState } from 'react';
import { type ConnectionsView, connectionsChange } from '../../../electron/contract/connections.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { ask } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { TextField } from '../../ui/TextField.tsx';
import { TlsFields } from './TlsFields.tsx';
import { tlsChange, tlsForm } from './tls-form.ts';

type Props = { listener: ConnectionsView['listener']; language: Language };
type Field = 'aet' | 'host' | 'port' | 'tls';

/** Where stores bring their proofs and earlier pictures: heard only while something is awaited. */
export function ListenerSection({ listener, language }: Props) {
  const before = { aet: listener.aet, host: listener.host, port: String(listener.port), tls: tlsForm(listener.tls) };
  const [form, setForm] = useState(before);
  const [wrong, setWrong] = useState<readonly Field[]>([]);
  const changed = JSON.stringify(form) !== JSON.stringify(before);
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const tls = tlsChange(form.tls, listener.tls);
    if (tls === 'wrong') return setWrong(['tls']);
    const { aet, host, port } = form;
    const asked = { aet: aet.trim(), host: host.trim(), port: /^\d+$/.test(port.trim()) ? Number(port) : 0, ...tls };
    const read = connectionsChange.safeParse({ listener: asked });
    if (!read.success) {
      const fields = new Set(read.error.issues.map(({ path }) => path[1]));
      return setWrong((['aet', 'host', 'port', 'tls'] as const).filter((field) => fields.has(field)));
    }
    await ask('connections.set', read.data);
  };
  const text = (
    name: 'aet' | 'host' | 'port',
    label: 'connections.own-aet' | 'connections.own-host' | 'connections.port',
  ) => (
    <TextField
      name={`listener-${name}`}
      label={translate(language, label)}
      value={form[name]}
      error={wrong.includes(name) ? translate(language, `connections.wrong.${name}`) : undefined}
      onChange={(value) => {
        setForm((typed) => ({ ...typed, [name]: value }));
        setWrong([]);
      }}
    />
  );
  return (
    <form className="panel" noValidate onSubmit={(event) => void save(event)} aria-labelledby="listener">
      <h2 id="listener">{translate(language, 'connections.listener')}</h2>
      <p className="fine">{translate(language, 'connections.listener-says')}</p>
      <div className="triple">
        {text('aet', 'connections.own-aet')}
        {text('host', 'connections.own-host')}
        {text('port', 'connections.port')}
      </div>
      <TlsFields
        name="listener"
        tls={form.tls}
        kept={listener.tls !== undefined}
        wrong={wrong.includes('tls')}
        language={language}
        onChange={(tls) => setForm((typed) => ({ ...typed, tls }))}
      />
      <button type="submit" className="button" data-name="save-listener" disabled={!changed}>
        <span>{translate(language, 'operators.save')}</span>
      </button>
    </form>
  );
}
