import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { pressOf } from '../../app/opening.ts';
import { choose } from '../../app/worklist.ts';
import type { WorklistRow } from '../../catalogue/catalogue.ts';
import { clock, day, localDay, personName } from '../../i18n/format.ts';
import { procedureOf } from '../../i18n/order-words.ts';
import { type Key, translate } from '../../i18n/translate.ts';
import { Shape } from '../../ui/Shape.tsx';

type Props = { row: WorklistRow; protocols: Snapshot['protocols']; language: Language };

const does = {
  open: 'worklist.begin',
  complete: 'worklist.fill-in',
  resume: 'today.resume',
  again: 'worklist.once-more',
} as const satisfies Record<ReturnType<typeof pressOf>, Key>;

/** One expected patient: when, who, what for, and what a press does. */
export function ExpectedPatient({ row, protocols, language }: Props) {
  const { item, done } = row;
  const { patient, order, scheduledAt } = item;
  const press = pressOf(row, protocols);
  const on = localDay(new Date(scheduledAt));
  const when = on === localDay(new Date()) ? clock(scheduledAt) : day(on);
  const protocol = protocols.find(({ id }) => id === item.protocol);
  const born = patient.birthDate ? day(patient.birthDate) : translate(language, 'worklist.no-birth-date');
  return (
    <li>
      <button
        type="button"
        className="session-row"
        data-item={item.id}
        data-press={press}
        data-done={done === 1}
        onClick={() => void choose(row)}
      >
        <span className="when">{when}</span>
        <span className="who">
          <strong>{personName(patient.name, language)}</strong>
          <small>
            {born} · {translate(language, 'patient.id', { id: patient.patientId })}
          </small>
        </span>
        <span className="what">
          {procedureOf(order) ?? translate(language, 'worklist.no-procedure')}
          <small>{protocol ? protocol.title[language] : translate(language, 'worklist.no-protocol')}</small>
        </span>
        <span className="standing">
          <Standing row={row} language={language} />
        </span>
        <span className="do">{translate(language, does[press])}</span>
      </button>
    </li>
  );
}

function Standing({ row: { item, session, done }, language }: Omit<Props, 'protocols'>) {
  if (session) {
    return (
      <>
        <Shape tone={done ? 'good' : 'busy'} />
        {translate(language, done ? 'worklist.photographed' : 'worklist.begun', { time: clock(session.openedAt) })}
      </>
    );
  }
  const { priority, accessionNumber } = item.order;
  if (priority === 'routine') return accessionNumber;
  return (
    <>
      <Shape tone="advise" />
      {translate(language, `priority.${priority}`)}
    </>
  );
}
