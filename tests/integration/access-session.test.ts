import { execFile } from 'node:child_process';
import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, client } from '../../electron/contract/rpc.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import { followSnapshots } from '../../electron/contract/snapshot-change.ts';
import { studioContract } from '../../electron/contract/studio.ts';
import type { Assembly } from '../../electron/host/assemble.ts';
import { anna, cheap, paul, vera } from '../rigs/access-stage.ts';
import { type SessionRoom, sessionRoom, somebody } from '../rigs/session-room.ts';
import { wirePair } from '../rigs/wire-pair.ts';
import { type WoundClock, woundClock } from '../rigs/wound-clock.ts';

const within = { timeout: 20_000 };
const pin = '2468';
const idleMs = 5 * 60_000;

type OpenPage = {
  call: Client<typeof studioContract>['call'];
  shown(): Snapshot;
  /** All that the page was ever told, as text. */
  told(): string;
  forget(): void;
};

let room: SessionRoom;
let station: Assembly;
let clock: WoundClock;
let page: OpenPage;

function openPage({ studio }: Assembly): OpenPage {
  const [near, far] = wirePair();
  const messages: unknown[] = [];
  near.onMessage((message) => messages.push(message));
  const link = client(near, studioContract);
  let shown: Snapshot | undefined;
  followSnapshots(link, (snapshot) => {
    shown = snapshot;
  });
  studio.attach(far);
  return {
    call: link.call,
    shown: () => shown ?? studio.snapshot(),
    told: () => JSON.stringify(messages),
    forget: () => void messages.splice(0),
  };
}

async function open(): Promise<void> {
  clock = woundClock();
  station = await room.open({ passwordCost: cheap, clock });
  page = openPage(station);
}

const signIn = ({ id, password }: { id: string; password: string }) =>
  page.call('operator.sign-in', { who: id, password });
const charterVersion = () => page.shown().access.charter?.version ?? 0;

/** One station, whose day this file tells: each test begins where the one before has ended. */
beforeAll(async () => {
  room = await sessionRoom({ model: 'nikon' });
  await open();
});
afterAll(() => room.close());

test('the first head of department closes the door behind the station, and defines the others', async () => {
  for (const person of [anna, { ...paul, pin }, vera]) {
    await page.call('operator.save', person);
    // The first one has closed the door behind the station.
    if (person !== anna) continue;
    await expect(page.call('operator.save', paul)).rejects.toMatchObject({ code: 'sign-in-needed' });
    await signIn(anna);
    await expect.poll(charterVersion).toBe(1);
    await expect(page.call('operator.save', paul)).rejects.toMatchObject({ code: 'charter-unsigned' });
    await page.call('operator.sign-charter', { version: 1 });
  }
  await page.call('operator.sign-out', {});
});

test('what was defined and signed is there after a restart, and nobody is signed in', async () => {
  await station.close();
  await open();
  await expect
    .poll(() => page.shown().access)
    .toMatchObject({
      state: 'signed-out',
      operators: [{ id: 'anna' }, { id: 'paul', pin: true }, { id: 'vera', role: 'auditor' }],
    });
  await expect(page.call('session.open', { patient: somebody, protocol: 'gaze-9' })).rejects.toMatchObject({
    code: 'sign-in-needed',
  });
  await signIn(anna);
  await expect.poll(() => page.shown().access.rights).toContain('configure');
  expect(page.shown().access.charter).toBeNull();
  for (const name of await readdir(join(room.vault, 'kept'))) {
    const bytes = await readFile(join(room.vault, 'kept', name), 'latin1');
    for (const secret of [anna.password, paul.password, vera.password]) expect(bytes).not.toContain(secret);
  }
});

test('a locked station shows no patient and no frame and does nothing, while a picture of the body’s own is kept', async () => {
  await signIn(paul);
  await expect.poll(charterVersion).toBe(1);
  await page.call('operator.sign-charter', { version: 1 });
  await station.studio.openSession({
    patient: somebody,
    protocol: 'gaze-9',
    steps: ['primary', 'up', 'down', 'right'],
  });
  await page.call('shot.take', {});
  await expect.poll(() => page.shown().session?.phase, within).toBe('review');
  const session = page.shown().session?.id ?? '';
  const shot = page.shown().session?.lastShot ?? '';
  const ask = async (path: string): Promise<number | undefined> =>
    (await station.studio.handleRequest(new Request(`http://studio${path}`)))?.status;
  const pictures = [
    `/pictures/${shot}?width=200`,
    `/composites/${session}?width=200`,
    `/contact-sheets/${session}?width=200`,
  ];
  expect(await Promise.all(pictures.map(ask))).toEqual([200, 200, 200]);
  let frames = 0;
  let next = (): void => {};
  station.studio.attachFrames({
    onNext: (listener) => {
      next = listener;
    },
    send: () => {
      frames += 1;
      queueMicrotask(next);
    },
    onClose: () => {},
  });
  await page.call('liveview.want', { on: true });
  next();
  await expect.poll(() => frames, within).toBeGreaterThan(2);

  // As the shell does when the computer's own screen is locked.
  await station.studio.lock();
  const framesThen = frames;
  await expect.poll(() => page.shown().access.state).toBe('locked');
  expect(page.shown()).toMatchObject({ session: null, sessions: [], deliveries: [], interrupted: null });
  page.forget();
  expect(await Promise.all(pictures.map(ask))).toEqual([403, 403, 403]);
  // Nor is it told which pictures there are.
  expect(await ask(`/pictures/${session}?width=200`)).toBe(403);
  expect(await ask('/guides/eyes-144.svg')).toBe(200);
  await expect(page.call('shot.take', {})).rejects.toMatchObject({ code: 'station-locked' });
  // A body that is just leaving live view takes no press.
  await expect
    .poll(
      () =>
        room.press().then(
          () => true,
          () => false,
        ),
      within,
    )
    .toBe(true);
  await expect.poll(() => station.studio.runner.state.shots.length, within).toBe(2);
  await expect.poll(() => station.studio.runner.phase, within).toBe('review');
  const late = openPage(station);
  await expect.poll(() => late.told()).toContain('locked');
  for (const told of [page.told(), late.told()]) {
    expect(told).not.toContain(somebody.name);
    expect(told).not.toContain(session);
  }
  expect(frames).toBe(framesThen);

  await page.call('operator.unlock', { pin });
  await expect.poll(() => page.shown().session).toMatchObject({ id: session, phase: 'review' });
  expect(page.shown().session?.shots.map(({ origin }) => origin ?? 'studio')).toEqual(['studio', 'body']);
  await expect.poll(() => frames, within).toBeGreaterThan(framesThen);
  await page.call('liveview.want', { on: false });
});

test('who does nothing is locked out, but not between the press and the review', async () => {
  const { studio } = station;
  const taken = page.call('shot.take', {});
  let rang: { number: number; phase: string; state: string } | undefined;
  const stop = studio.watch(() => {
    if (rang || studio.runner.phase !== 'exposing') return;
    rang = { number: clock.ring(idleMs), phase: studio.runner.phase, state: studio.access.state };
  });
  await taken;
  stop();
  expect(rang).toEqual({ number: 1, phase: 'exposing', state: 'signed-in' });
  await expect.poll(() => page.shown().access.state).toBe('locked');
  expect(studio.runner.phase).toBe('review');
  expect(studio.runner.state.shots).toHaveLength(3);
});

test('whoever takes over goes on with the session; records and DICOM name who took which picture', async () => {
  const { studio, vault, outbox } = station;
  await signIn({ ...vera });
  await expect.poll(charterVersion).toBe(1);
  await page.call('operator.sign-charter', { version: 1 });
  await expect.poll(() => page.shown().access.rights).toEqual(['audit']);
  expect(page.shown()).toMatchObject({ session: null, sessions: [] });
  await signIn(anna);
  await expect.poll(() => page.shown().session?.operator).toBe(paul.name);
  await page.call('shot.take', {});
  await page.call('session.close', {});
  await outbox.wait(AbortSignal.timeout(60_000));
  const id = studio.runner.state.opened.session;
  const records = await vault.read(id);
  expect(records[0]).toMatchObject({ operator: 'paul', operatorName: paul.name, operatorRole: 'photographer' });
  const starts = records.filter(({ type }) => type === 'shot-started');
  const theirs = { operator: 'anna', operatorName: anna.name, operatorRole: 'department-head' };
  expect(starts.slice(0, 3).map((record) => 'operator' in record && record.operator)).toEqual(Array(3).fill(false));
  expect(starts.slice(3)).toMatchObject([theirs]);
  const names = await readdir(room.store, { recursive: true });
  const objects = names.filter((name) => name.endsWith('.dcm')).map((name) => join(room.store, name));
  const dumps = await Promise.all(objects.map((file) => promisify(execFile)('dcmdump', ['+P', 'OperatorsName', file])));
  // The report and the Key Objects are nobody's pictures.
  const written = dumps.flatMap(({ stdout }) => /\[(.*?)\]/.exec(stdout)?.[1] ?? []).sort();
  expect(written).toEqual([anna.name, paul.name, paul.name, paul.name].sort());
});

test('signing out puts the session aside, and preferences follow whoever is there', async () => {
  await page.call('session.open', { patient: somebody, protocol: 'gaze-9' });
  const mine = { ...page.shown().preferences, theme: 'light' as const };
  await page.call('preferences.set', mine);
  await expect.poll(() => page.shown().preferences.theme).toBe('light');
  await page.call('operator.sign-out', {});
  await expect.poll(() => page.shown()).toMatchObject({ session: null, preferences: { theme: 'dark' } });
  await expect(page.call('session.pause', {})).rejects.toMatchObject({ code: 'sign-in-needed' });
  await signIn(paul);
  await expect.poll(() => page.shown()).toMatchObject({ session: null, preferences: { theme: 'dark' } });
  await signIn(anna);
  await expect.poll(() => page.shown().preferences.theme).toBe('light');
});

test('the department’s rules are its head’s: set, kept and written down', async () => {
  await page.call('department.set', { shiftHours: 9 });
  await page.call('department.set', { idleMinutes: 7 });
  await expect.poll(() => page.shown().department).toMatchObject({ idleMinutes: 7, shiftHours: 9 });
  await signIn(paul);
  await expect(page.call('department.set', { idleMinutes: 60 })).rejects.toMatchObject({
    ...{ code: 'right-missing', params: { right: 'configure' } },
  });
  await station.close();
  await open();
  await expect.poll(() => page.shown().department.idleMinutes).toBe(7);
});

test('the trail tells who came, went, signed, was refused and changed what, and no secret', async () => {
  const entries = (await station.vault.audit.read({ limit: 500 })).reverse();
  const events = entries.map(({ event, outcome, operator, about = '', code = '' }) =>
    `${event} ${outcome} ${operator} ${about} ${code}`.trim(),
  );
  const inOrder = [
    'operator-changed success station anna',
    'call-refused refused  operator.save sign-in-needed',
    'sign-in success anna',
    'call-refused refused anna operator.save charter-unsigned',
    'charter-signed success anna photo-lab-1',
    'operator-changed success anna paul',
    'signed-out success anna',
    'locked success paul',
    'call-refused refused paul shot.take station-locked',
    'unlocked success paul',
    'configuration-changed success anna department.set/idleMinutes',
    'call-refused refused paul department.set right-missing',
  ];
  let from = 0;
  for (const event of inOrder) {
    const at = events.indexOf(event, from);
    expect(at, `${event} after ${events[from]}\n${events.join('\n')}`).toBeGreaterThanOrEqual(from);
    from = at;
  }
  // Four figures stand in many a hash, and in a fraction of a second.
  const told = entries.map(({ previous: _hash, at: _time, session: _id, shot: _shot, ...said }) =>
    JSON.stringify(said),
  );
  for (const secret of [pin, anna.password, somebody.name]) expect(told.join('\n')).not.toContain(secret);
});

test('a station that has lost who may work on it opens to nobody, until they are back', async () => {
  await station.close();
  const file = join(room.vault, 'kept', 'operators.sealed');
  await rename(file, `${file}.elsewhere`);
  await expect(room.open({ passwordCost: cheap })).rejects.toMatchObject({
    ...{ code: 'vault-damaged', params: { file: 'kept/operators.sealed', reason: 'missing' } },
  });
  await rename(`${file}.elsewhere`, file);
  await open();
  expect(page.shown().access).toMatchObject({ state: 'signed-out' });
});
