import type { Handlers } from '../contract/rpc.ts';
import type { studioContract } from '../contract/studio.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import type { DeliveryCare } from './delivery-care.ts';
import type { Reconciliation } from './reconciliation/reconciliation.ts';
import type { SeriesPapers } from './series-papers.ts';
import { isRisPart, type RisSide } from './worklist/ris-side.ts';

type HospitalCalls =
  | Extract<
      keyof Handlers<typeof studioContract>,
      `worklist.${string}` | `connections.${string}` | `delivery.${string}` | `document.${string}` | `patient.${string}`
    >
  | 'session.discontinue'
  | 'session.contents'
  | 'outbox.pause';

/** What is done with the hospital's side: its lists, its stores, whose pictures these are. */
export function hospitalCalls(studio: {
  connections: Pick<ConnectionSettings, 'set'>;
  deliveries: Pick<DeliveryCare, 'send' | 'setUrgent' | 'pause' | 'check'>;
  reconciliation: Pick<Reconciliation, 'correct'>;
  ris: Pick<RisSide, 'check' | 'noteConnections'> & {
    readonly worklist: Pick<RisSide['worklist'], 'refresh' | 'ofPatient'>;
  };
  papers: Pick<SeriesPapers, 'attach' | 'contents'>;
  discontinueSession(reason: string): Promise<string | null>;
  noteChange(): void;
}): Pick<Handlers<typeof studioContract>, HospitalCalls> {
  return {
    'worklist.refresh': async () => {
      await studio.ris.worklist.refresh();
      return {};
    },
    'worklist.find': async ({ patient }) => ({ items: await studio.ris.worklist.ofPatient(patient) }),
    'connections.set': async (change) => {
      await studio.connections.set(change);
      studio.ris.noteConnections();
      studio.noteChange();
      return {};
    },
    'connections.check': ({ which }) => (isRisPart(which) ? studio.ris.check(which) : studio.deliveries.check(which)),
    'delivery.send': async ({ session, store }) => ({ job: await studio.deliveries.send(session, store) }),
    'delivery.urgent': async ({ job, on }) => {
      await studio.deliveries.setUrgent(job, on);
      return {};
    },
    'outbox.pause': async ({ on }) => {
      await studio.deliveries.pause(on);
      return {};
    },
    'document.attach': async (document) => {
      await studio.papers.attach(document);
      return {};
    },
    'patient.correct': async ({ sessions, ...asked }) => ({
      resent: await studio.reconciliation.correct(sessions, asked),
    }),
    'session.discontinue': async ({ reason }) => ({ job: await studio.discontinueSession(reason) }),
    'session.contents': async () => studio.papers.contents(),
  };
}
