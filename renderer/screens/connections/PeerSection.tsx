import { type FormEvent, useState } from 'react';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { ask, usePage } from '../../app/store.ts';
import { type Key, translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { CheckLine } from './CheckLine.tsx';
import { type Peer, type PeerErrors, peerForm, readPeer } from './peer-form.ts';
import { TlsFields } from './TlsFields.tsx';

type Props = { which: Peer; snapshot: Snapshot; language: Language };

/** The worklist, or who hears how far a procedure is: where it is and how it is asked. */
export function PeerSection({ which, snapshot, language }: Props) {
  const peer = snapshot.connections[which];
  const [open, setOpen] = useState(false);
  const title = translate(language, `connections.${which}`);
  return (
    <section className="panel" aria-labelledby={which} data-peer={which}>
      <h2 id={which}>{title}</h2>
      <p className="fine">{translate(language, `connections-says.${which}`)}</p>
      {open ? (
        <PeerEditor which={which} snapshot={snapshot} language={language} onDone={() => setOpen(false)} />
      ) : (
        <>
          <p className="address">{peer ? peer.address : translate(language, 'connections.not-connected')}</p>
          {peer && <CheckLine which={which} name={title} language={language} />}
          <span className="row-actions">
            <Button name={`edit-${which}`} onPress={() => setOpen(true)}>
              {translate(language, peer ? 'operators.edit' : 'connections.connect')}
              <span className="unseen"> {title}</span>
            </Button>
            {peer && (
              <Button
                name={`remove-${which}`}
                kind="quiet"
                onPress={() => void ask('connections.set', { [which]: null })}
              >
                {translate(language, 'connections.disconnect')}
                <span className="unseen"> {title}</span>
              </Button>
            )}
          </span>
        </>
      )}
    </section>
  );
}

type TextName = 'aet' | 'host' | 'port' | 'callingAet' | 'stationAet' | 'modality';

function PeerEditor({ which, snapshot, language, onDone }: Props & { onDone(): void }) {
  const before = snapshot.connections[which];
  const [form, setForm] = useState(() => peerForm(before));
  const [wrong, setWrong] = useState<PeerErrors>([]);
  const busy = usePage(({ asking }) => asking.includes('connections.set'));
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const read = readPeer(which, form, before);
    if ('wrong' in read) setWrong(read.wrong);
    else if (await ask('connections.set', read.change)) onDone();
  };
  const text = (name: TextName, label: Key, hint?: string, first = false) => (
    <TextField
      name={name}
      label={translate(language, label)}
      hint={hint}
      value={form[name]}
      first={first}
      error={wrong.includes(name) ? translate(language, `connections.wrong.${name}`) : undefined}
      onChange={(value) => {
        setForm((typed) => ({ ...typed, [name]: value }));
        setWrong([]);
      }}
    />
  );
  return (
    <form className="peer-editor" noValidate onSubmit={(event) => void save(event)}>
      <div className="triple">
        {text('aet', 'connections.aet', 'RIS', true)}
        {text('host', 'connections.host', 'ris.example')}
        {text('port', 'connections.port', '105')}
      </div>
      <div className="triple">
        {text('callingAet', 'connections.calling-aet')}
        {which === 'worklist' && text('stationAet', 'connections.station-aet', translate(language, 'connections.all'))}
        {which === 'worklist' && text('modality', 'connections.modality', translate(language, 'connections.all'))}
      </div>
      <TlsFields
        name={which}
        tls={form.tls}
        kept={before?.tls !== undefined}
        wrong={wrong.includes('tls')}
        language={language}
        onChange={(tls) => setForm((typed) => ({ ...typed, tls }))}
      />
      <div className="gate-actions">
        <button type="submit" className="button primary" data-name={`save-${which}`} disabled={busy}>
          <span>{translate(language, 'operators.save')}</span>
        </button>
        <Button name="cancel" onPress={onDone}>
          {translate(language, 'operators.cancel')}
        </Button>
      </div>
    </form>
  );
}
