import type { ConnectionCheck, ConnectionsView } from '../../electron/contract/connections.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import type { Handlers } from '../../electron/contract/rpc.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import type { studioContract } from '../../electron/contract/studio.ts';
import type { Undated } from '../../electron/studio/open-session.ts';
import { acceptedShots } from '../../electron/studio/session-fold.ts';
import type { SessionState } from '../../electron/studio/session-state.ts';
import type { FakeOutbox } from './fake-outbox.ts';
import type { FakeState } from './fake-state.ts';
import { noConnections } from './page-states.ts';

type Calls = Handlers<typeof studioContract>;
type HospitalCalls = Extract<
  keyof Calls,
  `worklist.${string}` | `connections.${string}` | `delivery.${string}` | `document.${string}` | `patient.${string}`
>;

/** What the hospital's side shows, and what it will answer: a test fills it as it likes. */
export type FakeHospital = {
  worklist: Snapshot['worklist'];
  connections: ConnectionsView;
  paused: boolean;
  /** By what is asked for: a store's id, `worklist`, `mpps`. */
  checks: Record<string, ConnectionCheck>;
  /** What the RIS waits for before it says who has a number. */
  looksUpAfter: Promise<void>;
};

export const noHospital = (): FakeHospital => ({
  worklist: { state: 'unset', items: [] },
  connections: noConnections,
  paused: false,
  checks: {},
  looksUpAfter: Promise.resolve(),
});

type Studio = {
  state: FakeState;
  outbox: FakeOutbox;
  now(): string;
  tell(): void;
  /** The session on screen. */
  session(): SessionState;
  named(id: string): SessionState | undefined;
  record(session: string, entry: Undated): void;
  close(reason?: string): string | null;
};

/** The hospital's side of the fake studio: the same records, nothing behind them. */
export function fakeHospital({
  state,
  outbox,
  now,
  tell,
  session,
  named,
  record,
  close,
}: Studio): Pick<Calls, HospitalCalls | 'outbox.pause' | 'session.discontinue' | 'session.contents'> {
  const { hospital } = state;
  const done = {};
  const delivery = (job: string) => {
    const found = state.deliveries.find(({ id }) => id === job);
    if (!found) throw new CodedError('job-unknown');
    return found;
  };
  return {
    'worklist.refresh': () => {
      if (hospital.worklist.state === 'unset') throw new CodedError('worklist-unset');
      const { error: _error, ...rest } = hospital.worklist;
      hospital.worklist = { ...rest, state: 'ready', at: now() };
      tell();
      return done;
    },
    'worklist.find': async ({ patient }) => {
      await hospital.looksUpAfter;
      return { items: hospital.worklist.items.filter((item) => item.patient.patientId === patient) };
    },
    'connections.set': (change) => {
      hospital.connections = shown(hospital.connections, change);
      tell();
      return done;
    },
    'connections.check': ({ which }) => hospital.checks[which] ?? { ok: false, takes: [], error: { code: 'aborted' } },
    'delivery.send': ({ session: id, store }) => {
      const sent = named(id);
      const to = hospital.connections.stores.find((one) => one.id === store);
      if (!sent) throw new CodedError('session-unknown');
      if (!to) throw new CodedError('store-unknown', { store });
      const shots = acceptedShots(sent).map((shot) => shot.id);
      const job = outbox.enqueue({ session: id, series: sent.opened.seriesUid, shots }, to);
      outbox.send(job);
      tell();
      return { job };
    },
    'delivery.urgent': ({ job, on }) => {
      const { urgent: _urgent, ...rest } = delivery(job);
      state.deliveries = state.deliveries.map((one) =>
        one.id === job ? { ...rest, ...(on ? { urgent: true as const } : {}) } : one,
      );
      tell();
      return done;
    },
    'outbox.pause': ({ on }) => {
      hospital.paused = on;
      tell();
      return done;
    },
    'document.attach': ({ title, pdf }) => {
      const bytes = Buffer.from(pdf, 'base64');
      if (!bytes.subarray(0, 5).equals(Buffer.from('%PDF-'))) {
        throw new CodedError('document-invalid', { reason: 'no PDF' });
      }
      const { opened, documents } = session();
      const file = { name: `document-${documents.length + 1}.pdf`, kind: 'pdf' as const, sha256: '0'.repeat(64) };
      record(opened.session, {
        type: 'document-attached',
        file: { ...file, bytes: bytes.length },
        document: 'consent',
        title,
        sopInstanceUid: `2.25.8.${documents.length}`,
      });
      return done;
    },
    'session.contents': () => ({ objects: contents(session()), stores: outbox.archives().map(({ name }) => name) }),
    'session.discontinue': ({ reason }) => ({ job: close(reason) }),
    'patient.correct': ({ sessions, patient, order, reason }) => {
      const resent = sessions.filter((id) => state.deliveries.some(({ session: sent }) => sent === id));
      for (const id of sessions) {
        const own = named(id)?.opened.order ?? null;
        const operator = 'Orthoptiste 1';
        record(id, { type: 'patient-corrected', patient, order: order === undefined ? own : order, reason, operator });
      }
      return { resent: resent.length };
    },
  };
}

function contents(state: SessionState): Awaited<ReturnType<Calls['session.contents']>>['objects'] {
  const photographs = acceptedShots(state).map(({ id, step, files }) => {
    const title = state.steps.find(({ plan }) => plan.id === step)?.plan.title ?? { fr: step, en: step };
    return { kind: 'photograph' as const, step, shot: id, title, bytes: files[0]?.bytes };
  });
  return [
    ...photographs,
    ...state.documents.map(({ title, file }) => {
      return { kind: 'document' as const, title: { fr: title, en: title }, bytes: file.bytes };
    }),
    { kind: 'report', title: { fr: 'Compte rendu de série', en: 'Series report' } },
    { kind: 'key-objects', title: { fr: 'Série complète', en: 'Complete series' } },
  ];
}

type Change = Parameters<Calls['connections.set']>[0];

/** What pages are shown once a change has been made. */
function shown(before: ConnectionsView, { stores, worklist, mpps, listener, mapping }: Change): ConnectionsView {
  return {
    stores: stores
      ? stores.map((store) =>
          withoutSecrets(
            store,
            before.stores.find(({ id }) => id === store.id),
          ),
        )
      : before.stores,
    worklist: worklist === undefined ? before.worklist : worklist && withoutSecrets(worklist, before.worklist),
    mpps: mpps === undefined ? before.mpps : mpps && withoutSecrets(mpps, before.mpps),
    listener: listener ? withoutSecrets(listener, before.listener) : before.listener,
    mapping: mapping ?? before.mapping,
  };
}

type Tls = { ca?: string | undefined; certificate?: string | undefined } | null | undefined;
type Secret = { credentials?: { kind: 'basic' | 'bearer' } | null | undefined; tls?: Tls };
type Kept = { credentials?: 'basic' | 'bearer' | undefined; tls?: { ca: boolean; certificate: boolean } | undefined };

function withoutSecrets<Given extends Secret>(
  given: Given,
  before: Kept | null | undefined,
): Omit<Given, keyof Secret> & Kept {
  const { credentials, tls, ...rest } = given;
  const kind = credentials === undefined ? before?.credentials : credentials?.kind;
  const isKept =
    tls === undefined ? before?.tls : tls && { ca: tls.ca !== undefined, certificate: tls.certificate !== undefined };
  return { ...rest, ...(kind ? { credentials: kind } : {}), ...(isKept ? { tls: isKept } : {}) };
}
