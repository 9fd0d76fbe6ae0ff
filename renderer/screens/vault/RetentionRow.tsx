import { type FormEvent, useState } from 'react';
import type { RetentionView } from '../../../electron/contract/department.ts';
import type { SessionSummary } from '../../../electron/contract/session-view.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { useMay } from '../../app/at-work.ts';
import { ask, usePage } from '../../app/store.ts';
import { dayOf, megabytes, personName } from '../../i18n/format.ts';
import { plural, translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { HeldMark } from '../../ui/HeldMark.tsx';
import { Shape } from '../../ui/Shape.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { retentionTone } from './vault-view.ts';

type Props = { row: RetentionView; summary: SessionSummary | undefined; language: Language };

/** One session: whose, how much of it is here, why it stays or goes; and its legal hold, with a reason. */
export function RetentionRow({ row, summary, language }: Props) {
  const holds = useMay('hold');
  const [asking, setAsking] = useState(false);
  const { why, originals, bytes, unsent, dueAt } = row;
  const held = summary?.held ?? why === 'held';
  return (
    <tr data-session={row.session} data-why={why}>
      <td>
        {summary ? personName(summary.patient.name, language) : translate(language, 'retention.unnamed')}
        {summary && (
          <small>
            {dayOf(summary.openedAt)} · {summary.protocol.title[language]}
          </small>
        )}
      </td>
      <td>
        {plural(language, 'retention.files', originals, { size: megabytes(bytes, language) })}
        {unsent > 0 && <small>{plural(language, 'retention.unsent', unsent)}</small>}
      </td>
      <td>
        <span className="standing">
          <Shape tone={retentionTone(why)} />
          {translate(language, `retention-why.${why}`)}
        </span>
        {dueAt !== undefined && why !== 'gone' && (
          <small>{translate(language, 'retention.due-at', { date: dayOf(dueAt) })}</small>
        )}
      </td>
      <td>
        {held && <HeldMark language={language} />}
        {holds &&
          (asking ? (
            <HoldForm session={row.session} on={!held} language={language} onDone={() => setAsking(false)} />
          ) : (
            <Button name={held ? 'release' : 'hold'} kind="quiet" onPress={() => setAsking(true)}>
              {translate(language, held ? 'hold.release' : 'hold.put')}
            </Button>
          ))}
      </td>
    </tr>
  );
}

type HoldProps = { session: string; on: boolean; language: Language; onDone(): void };

function HoldForm({ session, on, language, onDone }: HoldProps) {
  const [reason, setReason] = useState('');
  const busy = usePage(({ asking }) => asking.includes('session.hold'));
  const decide = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy || reason.trim() === '') return;
    if (await ask('session.hold', { session, on, reason: reason.trim() })) onDone();
  };
  return (
    <form className="hold" onSubmit={(event) => void decide(event)}>
      <TextField
        name="hold-reason"
        label={translate(language, on ? 'hold.why-put' : 'hold.why-release')}
        value={reason}
        first
        onChange={setReason}
      />
      <button type="submit" className="button" data-name="hold-sure" disabled={busy || reason.trim() === ''}>
        <span>{translate(language, on ? 'hold.put' : 'hold.release')}</span>
      </button>
      <Button name="hold-not" kind="quiet" onPress={onDone}>
        {translate(language, 'hold.not')}
      </Button>
    </form>
  );
}
