import { describe, expect, it } from 'vitest';
import type { OfferedShot } from '../../electron/contract/devices.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import { Offers } from '../../electron/studio/offers.ts';
import type { CameraPort } from '../../electron/studio/ports.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import type { SessionRunner } from '../../electron/studio/session-runner.ts';
import type { Arrival } from '../../electron/studio/session-shots.ts';
import type { SessionState } from '../../electron/studio/session-state.ts';
import { fakeCamera, fakeRoom, pictureOf, shotOf } from '../rigs/fake-camera.ts';
import { type FakeSession, fakeSession } from '../rigs/fake-session.ts';
import { arrival, at, begun, body, failed, found, incomplete } from '../rigs/offered-shots.ts';
import { accepted, checked, opened, shotId, started, statesOf, step, whole } from '../rigs/session-records.ts';

describe('a shot from the body’s own button', () => {
  const full = ['shot-started', 'shot-captured', 'shot-checked'];

  it('is saved, checked and reviewed as one from the keyboard, and settled only then', async () => {
    const session = fakeSession([begun]);
    const own = await session.runner.adopt(arrival(session, body(pictureOf('x'), pictureOf('y', 'raw'))));
    expect([own, session.types(), session.runner.phase]).toEqual([true, full, 'review']);
    expect(session.runner.state.shots).toMatchObject([
      { step: 'a', origin: 'body', files: [{ name: 'shot-0001.jpg' }, { name: 'shot-0001-2.raw' }] },
    ]);
    expect(session.camera.settled).toEqual([{ sources: ['card/x', 'card/y'], discard: false }]);
  });

  it('accepts what is under review, or takes the place of what blocks', async () => {
    const levels: ('good' | 'block')[] = ['good', 'block', 'good'];
    const assess = async () => [{ code: 'sharp', level: levels.shift() ?? 'good' } as const];
    const session = fakeSession([begun], { deps: { quality: { assess } } });
    for (const name of ['x', 'y', 'z']) {
      session.clock.advance(10);
      await session.runner.adopt(arrival(session, body(pictureOf(name))));
    }
    expect(session.types()).toEqual([...full, 'shot-accepted', ...full, 'shot-rejected', ...full]);
    expect(session.runner.state.shots.map(({ step: id, state }) => `${id} ${state}`)).toEqual([
      'a accepted',
      'b rejected',
      'b checked',
    ]);
  });

  it('of a burst takes no step that the operator has not seen', async () => {
    const session = fakeSession([begun]);
    const burst = ['x', 'y', 'z'].map((name) => arrival(session, body(pictureOf(name))));
    session.clock.advance(1000);
    await Promise.all(burst.map((one) => session.runner.adopt(one)));
    expect(session.runner.state.shots.map(({ step: id, state }) => `${id} ${state}`)).toEqual([
      'a rejected',
      'a rejected',
      'a checked',
    ]);
  });

  it('waits behind what runs; a press of the pedal that meant its step is answered by it', async () => {
    let release = (): void => {};
    const shoot = () =>
      new Promise<OfferedShot['shot']>((resolve) => (release = () => resolve(shotOf(pictureOf('asked')))));
    const session = fakeSession([begun], { camera: { shoot } });
    const taking = session.runner.take();
    await expect.poll(() => session.runner.phase).toBe('exposing');
    session.clock.advance(5);
    const adopting = session.runner.adopt(arrival(session, body(pictureOf('x'))));
    expect(session.types()).toEqual(['shot-started']);
    release();
    await taking;
    const press = session.runner.take();
    await expect(session.runner.take()).rejects.toMatchObject({ code: 'not-now' });
    await Promise.all([adopting, press]);
    expect(session.runner.state.shots.map(({ origin }) => origin ?? 'studio')).toEqual(['studio', 'body']);
  });

  it('that is nobody’s, or completes an earlier one, loses no press of the pedal', async () => {
    const session = fakeSession([begun, started(1, 'a'), incomplete(1), checked(1), accepted(1)]);
    session.clock.advance(10);
    const stranger = { ...arrival(session, body(pictureOf('x'))), pressedMs: -1 };
    const [own] = await Promise.all([session.runner.adopt(stranger), session.runner.take()]);
    expect([own, session.types()]).toEqual([false, full]);
    const raw: OfferedShot = { origin: 'body', shot: { ...shotOf(pictureOf('late', 'raw')), complete: false } };
    await Promise.all([session.runner.adopt(arrival(session, raw)), session.runner.take()]);
    expect(session.runner.state.shots).toMatchObject([
      { step: 'a', complete: true },
      { step: 'b', state: 'accepted' },
      { step: 'c', state: 'checked' },
    ]);
  });

  it('is discarded on the camera only where the room says so, and not when it could not be saved', async () => {
    const camera = fakeCamera();
    const cameras = fakeRoom({ main: camera.port });
    await cameras.set({ cardPictures: 'delete' });
    let full = true;
    const storeOriginal = async (_session: string, name: string, data: Uint8Array, sha256: string) => {
      if (full) throw new CodedError('vault-full');
      return { name, bytes: data.length, sha256 };
    };
    const vault = { append: async () => {}, storeOriginal, readOriginal: async () => new Uint8Array() };
    const session = fakeSession([begun], { deps: { cameras, vault } });
    const offer = { ...arrival(session, body(pictureOf('x'))), camera: camera.port };
    await expect(session.runner.adopt(offer)).rejects.toMatchObject({ code: 'vault-full' });
    expect([camera.settled, session.runner.problem?.code]).toEqual([[], 'vault-full']);
    full = false;
    const back = { ...offer, offered: found(pictureOf('x')), loss: { atMs: 0, begunAt: 0 } };
    await session.runner.adopt(back);
    expect(camera.settled).toEqual([{ sources: ['card/x'], discard: true }]);
    expect(session.runner.state.shots).toMatchObject([{ number: 1, state: 'checked' }]);
  });

  it('carries what the body made of the step’s settings: a demanded difference blocks', async () => {
    const asked = [step('a', { settings: { iso: 200, aperture: 11 }, demanded: ['iso'] })];
    const stands: CameraPort['apply'] = async () => [
      { setting: 'iso', outcome: 'set', asked: 200, got: 200 },
      { setting: 'aperture', outcome: 'clamped', asked: 11, got: 8 },
    ];
    const session = fakeSession([opened(asked)], { camera: { apply: stands } });
    await session.runner.recover();
    session.runner.noteTurned(session.camera.port, ['iso']);
    await session.runner.adopt(arrival(session, body(pictureOf('x'))));
    expect(session.runner.state.shots[0]?.findings).toEqual([
      { code: 'setting-differs', level: 'block', params: { setting: 'iso', asked: 200, got: '–' } },
      { code: 'setting-differs', level: 'advise', params: { setting: 'aperture', asked: 11, got: 8 } },
    ]);
  });

  it('is blocked where nobody knows how a demanded setting stood', async () => {
    const asked = [step('a', { settings: { iso: 200 }, demanded: ['iso'] })];
    const apply: CameraPort['apply'] = async () => {
      throw new CodedError('camera-busy');
    };
    const session = fakeSession([opened(asked)], { camera: { apply } });
    await session.runner.recover();
    await session.runner.adopt(arrival(session, body(pictureOf('x'))));
    expect(session.runner.state.shots[0]?.findings).toEqual([
      { code: 'setting-differs', level: 'block', params: { setting: 'iso', asked: 200, got: '–' } },
    ]);
  });

  it('that is one more try of the step before keeps what stands for both', async () => {
    const settings = { iso: 200 };
    const steps = [step('a', { settings, demanded: ['iso'] }), step('b', { settings, demanded: ['iso'] })];
    const apply: CameraPort['apply'] = async () => [{ setting: 'iso', outcome: 'same', asked: 200, got: 200 }];
    const session = fakeSession([opened(steps)], { camera: { apply } });
    await session.runner.recover();
    const burst = ['x', 'y'].map((name) => arrival(session, body(pictureOf(name))));
    session.clock.advance(1000);
    for (const one of burst) await session.runner.adopt(one);
    expect(session.runner.state.shots.map(({ step: id, findings }) => [id, findings])).toEqual([
      ['a', []],
      ['a', []],
    ]);
    expect(session.runner.state.shots[1]?.settings).toMatchObject([{ setting: 'iso', got: 200 }]);
  });
});

describe('pictures that are found', () => {
  const loss = { atMs: 0, begunAt: 0 };
  const back = (session: FakeSession, offered: OfferedShot): Arrival => ({
    ...arrival(session, offered),
    pressedMs: undefined,
    loss,
  });

  it('complete the shot that failed, which is under review again and says so', async () => {
    const session = fakeSession([begun, started(1, 'a'), failed(1)]);
    await session.runner.adopt(back(session, found(pictureOf('x'))));
    expect(session.types()).toEqual(['shot-captured', 'shot-checked']);
    expect([session.runner.phase, session.runner.state.shots[0]]).toMatchObject([
      'review',
      { state: 'checked', findings: [{ code: 'found-later', level: 'advise' }] },
    ]);
    expect(session.runner.state.shots[0]?.error).toBeUndefined();
  });

  it('unexplained by any shot wait for somebody’s word: no press accepts them, nor the closing', async () => {
    const session = fakeSession([opened([step('a')])]);
    await session.runner.adopt(back(session, found(pictureOf('x'))));
    expect(session.runner.state.shots[0]?.findings).toEqual([{ code: 'found-later', level: 'block' }]);
    const refusal = { code: 'quality-blocked', params: { finding: 'found-later' } };
    await expect(session.runner.take()).rejects.toMatchObject(refusal);
    await expect(session.runner.close(async () => [])).rejects.toMatchObject(refusal);
    await session.runner.accept();
    expect(session.runner.state.shots.map(({ state }) => state)).toEqual(['accepted']);
  });

  it('with another fault are not accepted by anybody’s word', async () => {
    const assess = async () => [{ code: 'exposure-dark', level: 'block' } as const];
    const session = fakeSession([begun], { deps: { quality: { assess } } });
    await session.runner.adopt(back(session, found(pictureOf('x'))));
    await expect(session.runner.accept()).rejects.toMatchObject({ params: { finding: 'exposure-dark' } });
  });

  it('leave a step alone that was photographed meanwhile', async () => {
    const session = fakeSession([begun, started(1, 'a'), failed(1), ...whole(2, 'a')]);
    await session.runner.adopt(back(session, found(pictureOf('x'))));
    const { steps, current, shots } = session.runner.state;
    expect(shots.map(({ state }) => state)).toEqual(['rejected', 'accepted']);
    expect([steps[0], current]).toMatchObject([{ state: 'accepted', shot: shotId(2) }, 'b']);
  });

  it('complete a pair without undoing its decision', async () => {
    const shot = [started(1, 'a'), incomplete(1), checked(1), { type: 'shot-accepted', at, shot: shotId(1) } as const];
    const session = fakeSession([begun, ...shot]);
    await session.runner.adopt(back(session, found(pictureOf('y', 'raw'))));
    expect(session.runner.state.shots).toMatchObject([
      { state: 'accepted', complete: true, files: [{ name: 'shot-0001.jpg' }, { name: 'shot-0001-2.raw' }] },
    ]);
    expect(session.runner.state.current).toBe('b');
  });

  it('are not stored twice when they are offered twice', async () => {
    const session = fakeSession([begun]);
    const pressed = arrival(session, body(pictureOf('x')));
    await Promise.all([session.runner.adopt(pressed), session.runner.adopt(back(session, found(pictureOf('x'))))]);
    expect(session.runner.state.shots).toHaveLength(1);
    expect(session.camera.settled).toHaveLength(2);
  });

  it('do not overwrite what a failed attempt left under a name', async () => {
    const storeOriginal = async (_session: string, name: string, data: Uint8Array, sha256: string) => {
      if (name === 'shot-0001.jpg') throw new CodedError('vault-write-failed', { file: name, reason: 'exists' });
      return { name, bytes: data.length, sha256 };
    };
    const vault = { append: async () => {}, storeOriginal, readOriginal: async () => new Uint8Array() };
    const session = fakeSession([begun, started(1, 'a'), failed(1)], { deps: { vault } });
    await session.runner.adopt(back(session, found(pictureOf('x'))));
    expect(session.runner.state.shots[0]?.files.map(({ name }) => name)).toEqual(['shot-0001-2.jpg']);
  });
});

describe('pictures while no session is on screen', () => {
  function desk(states: SessionState[]) {
    const camera = fakeCamera();
    const screen: { runner: SessionRunner | null; changing: boolean } = { runner: null, changing: false };
    let strays = 0;
    const countStray = (): void => {
      strays += 1;
    };
    const { clock } = fakeSession([begun]);
    const room = { countStray, lossOf: () => undefined };
    const cameras = fakeRoom({ main: camera.port });
    const offers = new Offers({ cameras, clock, room, screen, sessions: () => statesOf(states) });
    return { camera, screen, offers, clock, strays: () => strays };
  }
  const interrupted = foldSession([begun, started(1, 'a')]);
  const other = foldSession([
    { ...opened([step('a')]), session: '6f2b7a9e-0000-4000-8000-000000000002', at: '2026-11-22T09:30:00.000Z' },
  ]);

  it('are strays: settled, never discarded, counted', async () => {
    const { camera, offers, strays } = desk([]);
    offers.receive(camera.port, body(pictureOf('x')));
    offers.receive(camera.port, found(pictureOf('y')));
    await expect.poll(() => camera.settled.length).toBe(2);
    expect([strays(), camera.settled.map(({ discard }) => discard)]).toEqual([2, [false, false]]);
  });

  it('wait for the interrupted session, as many as it lacks, and complete it when it is resumed', async () => {
    const { camera, offers, screen, strays } = desk([interrupted]);
    offers.receive(camera.port, found(pictureOf('x')));
    offers.receive(camera.port, found(pictureOf('y')));
    await expect.poll(() => strays()).toBe(1);
    expect(camera.settled.map(({ sources }) => sources)).toEqual([['card/y']]);
    const resumed = fakeSession([begun, started(1, 'a')], { deps: { cameras: fakeRoom({ main: camera.port }) } });
    await resumed.runner.recover();
    screen.runner = resumed.runner;
    await offers.release();
    expect(resumed.runner.state.shots).toMatchObject([{ number: 1, state: 'checked', foundLater: true }]);
  });

  it('that could not be saved are tried again, for their own session alone', async () => {
    const { camera, offers, screen, strays, clock } = desk([foldSession([other.opened, started(1, 'a'), failed(1)])]);
    let full = true;
    const storeOriginal = async (_session: string, name: string, data: Uint8Array, sha256: string) => {
      if (full) throw new CodedError('vault-full');
      return { name, bytes: data.length, sha256 };
    };
    const cameras = fakeRoom({ main: camera.port });
    const vault = { append: async () => {}, storeOriginal, readOriginal: async () => new Uint8Array() };
    const own = fakeSession([begun], { deps: { cameras, vault, clock } });
    const next = fakeSession([other.opened, started(1, 'a'), failed(1)], { deps: { cameras, clock } });
    screen.runner = own.runner;
    offers.receive(camera.port, { origin: 'body', shot: { ...shotOf(pictureOf('x')), ms: 0 } });
    await expect.poll(() => [own.runner.problem?.code, clock.pending]).toEqual(['vault-full', 1]);
    screen.runner = next.runner;
    clock.advance(5000);
    await offers.release();
    expect([next.types(), camera.settled, strays()]).toEqual([[], [], 0]);
    screen.runner = own.runner;
    full = false;
    await offers.release();
    expect(own.runner.state.shots).toMatchObject([{ step: 'a', origin: 'body', state: 'checked' }]);
    expect(camera.settled).toEqual([{ sources: ['card/x'], discard: false }]);
  });

  it('are nobody’s where another session waits for one as well', async () => {
    const { camera, offers, screen, strays } = desk([interrupted]);
    const next = fakeSession([{ ...other.opened, at }, started(1, 'a'), failed(1)], {
      deps: { cameras: fakeRoom({ main: camera.port }) },
    });
    screen.runner = next.runner;
    offers.receive(camera.port, found(pictureOf('x')));
    await expect.poll(() => strays()).toBe(1);
    expect(next.types()).toEqual([]);
  });

  it('never go to a session that was opened after, nor to one resumed that was not the last', async () => {
    const { camera, offers, screen, strays } = desk([interrupted]);
    offers.receive(camera.port, found(pictureOf('x')));
    const opening = fakeSession([other.opened], {
      deps: { cameras: fakeRoom({ main: camera.port }) },
      expectsFound: false,
    });
    screen.runner = opening.runner;
    await offers.release();
    expect([strays(), opening.types()]).toEqual([1, []]);
    const late = desk([interrupted, other]);
    late.offers.receive(late.camera.port, found(pictureOf('x')));
    await expect.poll(() => late.strays()).toBe(1);
  });
});
