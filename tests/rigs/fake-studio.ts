import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { CodedError } from '../../electron/contract/errors.ts';
import { forbidsAccepting } from '../../electron/contract/findings.ts';
import type { Order } from '../../electron/contract/order.ts';
import type { Patient } from '../../electron/contract/patient.ts';
import { type Protocol, protocol as protocolSchema } from '../../electron/contract/protocol.ts';
import { answer, type Handlers, type Server, type Wire } from '../../electron/contract/rpc.ts';
import type { Phase } from '../../electron/contract/session-view.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import { studioContract } from '../../electron/contract/studio.ts';
import { startWebServer } from '../../electron/host/web-server.ts';
import {
  adding,
  choosing,
  deferring,
  retaking,
  selecting,
  skipping,
  undoing,
} from '../../electron/studio/decisions.ts';
import { FixationScreens, viewFixation } from '../../electron/studio/fixation.ts';
import type { Undated } from '../../electron/studio/open-session.ts';
import { answerPicture } from '../../electron/studio/picture-handler.ts';
import { plan } from '../../electron/studio/plan.ts';
import { earlierPictures } from '../../electron/studio/priors.ts';
import {
  applyRecord,
  begin,
  nextToPhotograph,
  openSteps,
  restingPhase,
  shotUnderReview,
} from '../../electron/studio/session-fold.ts';
import { guard, type SessionCommand } from '../../electron/studio/session-rules.ts';
import type { SessionState } from '../../electron/studio/session-state.ts';
import { summarize, viewSession } from '../../electron/studio/session-view.ts';
import { fakeAccess } from './fake-access.ts';
import { type Artist, eyesArtist } from './fake-artists.ts';
import { fakeHospital } from './fake-hospital.ts';
import { fakeOutbox } from './fake-outbox.ts';
import { fakePictures } from './fake-pictures.ts';
import { fakeRoom } from './fake-room.ts';
import { type FakeState, fakeState, goodFindings, readBack } from './fake-state.ts';
import { fakeVault } from './fake-vault.ts';

/** What a test can do to the fake from outside. */
export type FakeStudio = {
  url: string;
  /** Calls as they came, oldest first. */
  calls: string[];
  /** What was said with the last call of that name. */
  said(call: string): unknown;
  /** Changes what every page is shown. */
  change(change: (state: FakeState) => void): void;
  session(): SessionState | null;
  dropPages(): void;
  close(): Promise<void>;
};

export type FakeStudioOptions = {
  artist?: Artist;
  /** The station's time. */
  clock?: () => Date;
};

const folder = new URL('../../resources/protocols/', import.meta.url);

async function shippedProtocols(): Promise<Protocol[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return await Promise.all(
    names.map(async (name) => protocolSchema.parse(JSON.parse(await readFile(new URL(name, folder), 'utf8')))),
  );
}

/**
 * The studio's side of the contract without devices or disk: the real fold, rules and web server around drawn pictures.
 * For what a page shows, in states that are hard to reach with devices.
 */
export async function startFakeStudio(
  pageFolder: string,
  { artist = eyesArtist, clock = () => new Date() }: FakeStudioOptions = {},
): Promise<FakeStudio> {
  const protocols = await shippedProtocols();
  const protocolOf = (id: string): Protocol => {
    const found = protocols.find((protocol) => protocol.id === id);
    if (!found)
      throw new CodedError('protocol-unknown', { protocol: id, known: protocols.map((one) => one.id).join() });
    return found;
  };
  const sessions = new Map<string, SessionState>();
  const pages = new Map<Server<typeof studioContract>, Wire>();
  const calls: string[] = [];
  const inputs = new Map<string, unknown>();
  const stop = new AbortController();
  let current: string | null = null;
  let working: Phase | null = null;
  let revision = 0;
  const state = fakeState();

  const now = (): string => clock().toISOString();
  const session = (): SessionState | null => sessions.get(current ?? '') ?? null;
  const phase = (): Phase => working ?? restingPhase(theSession());
  const theSession = (): SessionState => {
    const found = session();
    if (!found) throw new CodedError('session-none');
    return found;
  };
  const shownSession = (): Snapshot['session'] => {
    const shown = session();
    if (!shown) return null;
    const earlier = earlierPictures([...sessions.values()], shown);
    const protocol = protocolOf(shown.opened.protocol.id);
    const viewed = viewSession(shown, { phase: phase(), problem: state.problem, protocol, earlier });
    return {
      ...viewed,
      priors: state.priors,
      steps: viewed.steps.map((step) => ({ ...step, ...state.steps })),
      shots: viewed.shots.map((shot) => ({ ...shot, ...state.shots })),
    };
  };
  const snapshot = (): Snapshot => {
    const { camera, others, roles, settings, tabletUrls, view, trigger, store, deliveries } = state;
    const sees = state.access.rights.includes('shoot');
    return {
      revision: revision++,
      station: { version: '0.1.0', operator: state.access.operator?.name ?? 'Orthoptiste 1' },
      access: state.access,
      vault: state.vault,
      department: state.department,
      camera,
      room: { cameras: [camera, ...others], roles, settings, tabletUrls },
      preferences: state.preferences,
      disk: state.disk,
      interrupted: sees ? state.interrupted : null,
      live: view,
      trigger,
      store,
      protocols: protocols.map(({ id, version, title, description, steps }) => {
        return { id, version, title, description, steps: steps.length };
      }),
      session: sees ? shownSession() : null,
      sessions: sees ? [...sessions.values()].map(summarize).reverse() : [],
      deliveries: sees ? deliveries : [],
      worklist: sees ? state.hospital.worklist : { ...state.hospital.worklist, items: [] },
      connections: state.hospital.connections,
      outbox: { paused: state.hospital.paused },
    };
  };
  const screens = new FixationScreens(() => viewFixation(session() ?? undefined, state.settings), String);
  const tell = (): void => {
    screens.tell();
    for (const page of pages.keys()) page.emit('snapshot', snapshot());
  };
  const outbox = fakeOutbox(state, tell, now, stop.signal);
  const recordIn = (id: string, entry: Undated): void => {
    const found = sessions.get(id);
    if (!found) throw new CodedError('session-unknown');
    sessions.set(id, applyRecord(found, { ...entry, at: now() }));
    tell();
  };
  const record = (entry: Undated): void => recordIn(theSession().opened.session, entry);
  const open = (patient: Patient, protocol: Protocol, order: Order | undefined): string => {
    const id = randomUUID();
    const { title, version, composite } = protocol;
    const opened = {
      type: 'session-opened',
      version: 1,
      at: now(),
      session: id,
      patient,
      protocol: { id: protocol.id, version, title },
      composite,
      steps: plan(protocol),
      studyUid: '2.25.1',
      seriesUid: `2.25.${sessions.size + 2}`,
      operator: 'Orthoptiste 1',
      simulated: true,
      tracked: true,
      ...(order ? { order } : {}),
    } as const;
    sessions.set(id, begin(opened));
    return id;
  };
  const work = async (next: Phase): Promise<void> => {
    working = next;
    tell();
    await wait(state.phaseMs, undefined, { signal: stop.signal });
  };
  const accept = (): void => {
    const shot = shotUnderReview(theSession());
    if (!shot) return;
    if (shot.findings.some(({ level }) => level === 'block')) throw new CodedError('quality-blocked');
    record({ type: 'shot-accepted', shot: shot.id });
  };
  const photograph = async (): Promise<void> => {
    const { current: step, shots } = theSession();
    if (step === null) return;
    const shot = randomUUID();
    try {
      working = 'preparing';
      record({
        type: 'shot-started',
        shot,
        step,
        number: shots.length + 1,
        sopInstanceUid: `2.25.9.${shots.length}`,
      });
      await work('preparing');
      await work('exposing');
      await work('saving');
      const files = [{ name: 'shot-1.jpg', kind: 'jpeg' as const, bytes: 9_137_402, sha256: '0'.repeat(64) }];
      record({
        type: 'shot-captured',
        shot,
        files,
        complete: true,
        settings: readBack,
        camera: { manufacturer: 'Nikon', model: 'D750' },
        light: { scene: 'axial-flash', mode: 'trigger', fired: 'yes' },
        ms: 242,
      });
      await work('checking');
      record({ type: 'shot-checked', shot, findings: state.findings.shift() ?? goodFindings });
    } finally {
      working = null;
      tell();
    }
  };
  const command = async (name: SessionCommand, run: () => void | Promise<void>): Promise<Record<string, never>> => {
    guard(name, phase());
    state.problem = undefined;
    await run();
    tell();
    return {};
  };
  const closeSession = (discontinued?: string): string | null => {
    accept();
    const { opened, steps: done } = theSession();
    const missing = openSteps(theSession());
    if (missing.length > 0 && discontinued === undefined)
      throw new CodedError('session-not-finished', { waiting: missing.length, of: done.length });
    const shots = done.flatMap(({ state, shot }) => (state === 'accepted' && shot !== undefined ? [shot] : []));
    const upload = { session: opened.session, series: opened.seriesUid, shots };
    const jobs = shots.length === 0 ? [] : outbox.archives().map((archive) => outbox.enqueue(upload, archive));
    const [job] = jobs;
    record({ type: 'session-closed', job, jobs, discontinued });
    for (const each of jobs) outbox.send(each);
    return job ?? null;
  };

  const done = {};
  const handlers: Handlers<typeof studioContract> = {
    ...fakeAccess(state, tell),
    ...fakeVault(state, tell),
    ...fakeHospital({
      ...{ state, outbox, now, tell, session: theSession },
      named: (id) => sessions.get(id),
      record: recordIn,
      close: (reason) => closeSession(reason),
    }),
    'session.open': ({ patient, protocol, order }) => {
      if (state.disk.state === 'full') throw new CodedError('disk-full');
      state.interrupted = null;
      current = open(patient, protocolOf(protocol), order);
      tell();
      return { session: current };
    },
    'session.resume': ({ session: id }) => {
      if (!sessions.has(id)) throw new CodedError('session-unknown');
      state.interrupted = null;
      current = id;
      record({ type: 'session-resumed' });
      return done;
    },
    'session.hold': ({ session: id, on, reason }) => {
      const held = sessions.get(id);
      if (!held) throw new CodedError('session-unknown');
      sessions.set(id, applyRecord(held, { type: 'session-held', on, reason, at: now() }));
      tell();
      return done;
    },
    'session.pause': () => {
      if (session()?.closed === false) record({ type: 'session-paused' });
      current = null;
      tell();
      return done;
    },
    'session.close': async () => {
      let job: string | null = null;
      await command('close', () => {
        job = closeSession();
      });
      return { job };
    },
    'shot.take': () =>
      command('take', async () => {
        accept();
        await photograph();
      }),
    'shot.accept': () => command('accept', accept),
    'shot.retake': () => command('retake', () => record(retaking(theSession()))),
    'shot.choose': ({ shot }) =>
      command('choose', () => {
        const chosen = choosing(theSession(), shot);
        if (chosen?.findings.some(forbidsAccepting)) throw new CodedError('quality-blocked');
        if (chosen) record({ type: 'shot-accepted', shot });
      }),
    'session.undo': () => command('undo', () => record(undoing(theSession()))),
    'step.add': async (what) => {
      const added = adding(theSession(), what, protocolOf(theSession().opened.protocol.id));
      await command('add', () => {
        if (!shotUnderReview(theSession())?.findings.some(({ level }) => level === 'block')) accept();
        record(added);
      });
      return { step: added.step.id };
    },
    'preferences.set': (chosen) => {
      state.preferences = chosen;
      tell();
      return done;
    },
    'step.select': ({ step }) => command('select', () => record(selecting(theSession(), step))),
    'step.skip': ({ reason }) => command('skip', () => record(skipping(theSession(), reason))),
    'step.defer': () => command('defer', () => record(deferring(theSession()))),
    ...fakeRoom(state, tell),
    'trigger.reconnect': () => {
      state.trigger.state = 'ready';
      state.trigger.error = undefined;
      tell();
      return done;
    },
    'outbox.retry': ({ job }) => {
      outbox.send(job);
      return done;
    },
    'store.check': () => done,
    'liveview.want': () => done,
  };
  const watched = Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      (input: never, signal: never) => {
        calls.push(name);
        inputs.set(name, input);
        const at = state.refusals.findIndex(({ call }) => call === name);
        const [refusal] = at < 0 ? [] : state.refusals.splice(at, 1);
        if (refusal) throw CodedError.from(refusal.error);
        return handler(input, signal);
      },
    ]),
  ) as Handlers<typeof studioContract>;

  const pictures = fakePictures({
    artist,
    sessions,
    looking: () => {
      const shown = session();
      return shown ? nextToPhotograph(shown) : undefined;
    },
    live: () => state.live,
    clipped: () => state.clipped,
    signal: stop.signal,
  });

  const server = await startWebServer({
    port: 0,
    pageFolder,
    attach: (wire) => {
      const page = answer(wire, studioContract, watched, (error) => String(error));
      pages.set(page, wire);
      wire.onClose(() => pages.delete(page));
      page.emit('snapshot', snapshot());
    },
    attachFrames: pictures.attachFrames,
    attachFixation: (wire) => screens.attach(wire),
    handleRequest: (request) => answerPicture(request, pictures, () => state.access.rights.includes('shoot')),
    unexpected: (error) => String(error),
  });
  return {
    url: server.url,
    calls,
    said: (call) => inputs.get(call),
    change: (change) => {
      change(state);
      tell();
    },
    session,
    dropPages: () => {
      for (const wire of pages.values()) wire.close();
    },
    close: async () => {
      stop.abort();
      await server.close();
      await artist.close();
    },
  };
}
