import { CodedError, hasCode } from '../../electron/contract/errors.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import { type Accident, accidents, breaksLink } from './accidents.ts';
import { type Judgement, judge } from './judge.ts';
import { randomFrom } from './random.ts';
import { type Silence, watchSilence } from './silence.ts';
import { openStation, type Station } from './station.ts';

export type SoakOptions = {
  model: 'nikon' | 'canon';
  shots: number;
  seed: number;
  /** Every so many shots something goes wrong. */
  every: number;
  say(line: string): void;
};

export type SoakResult = Judgement & { unexpected: string[]; frames: number; seconds: number; refused: number };

/** Nothing may take longer: then the studio hangs. */
const hangMs = 90_000;
const readyMs = 30_000;
/** After a reconnection the card and the memory have been looked through. */
const lookMs = 4000;
/** Pictures that were announced late or are looked for after a reconnection have come by then. */
const settleMs = 20_000;

/**
 * Photographs with a real studio, by turns from the keyboard and from the body's own button, with live view on and
 * accidents that a seed decides; then compares the vault with what the camera made.
 */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const { model, shots, seed, every, say } = options;
  const begun = performance.now();
  const random = randomFrom(seed);
  const nextAccident = accidents(model, random);
  // A second shot at once, and tries that came to nothing: never more steps than presses and accidents.
  const station = await openStation({ model, seed, steps: shots + Math.ceil(shots / every) + 1 });
  const silence = watchSilence(station);
  let refused = 0;
  const unheard = new Set<string>();
  try {
    for (let number = 1; number <= shots; number += 1) {
      const accident = number % every === 0 ? nextAccident() : undefined;
      const keyboard = number % 2 === Math.floor(number / every) % 2;
      const from = keyboard ? 'keyboard' : 'body';
      const before = (await station.produced()).length;
      const outcome = await press(station, silence, { number, keyboard, accident });
      if (outcome !== 'taken') refused += 1;
      // The hand pressed while no host was there to hear of it: nobody can mark a shot that nobody knows of.
      if (!keyboard && accident && breaksLink(accident))
        for (const file of await memoryAfter(station, before)) unheard.add(file);
      if (accident) {
        say(`${model} ${number} ${from}: ${accident.when} ${JSON.stringify(accident.fault)} → ${outcome}`);
        await station.camera.control({ fault: { name: 'none' } });
      } else if (outcome !== 'taken') say(`${model} ${number} ${from} → ${outcome}`);
      await bounded('the camera is not there again', readyMs, station.assembly.cameraReady(readyMs));
    }
    await allKept(station);
    const [session = ''] = station.assembly.vault.sessions();
    const state = foldSession(await station.assembly.vault.read(session));
    const result = judge(await station.produced(), state, unheard);
    const checked = await station.assembly.vault.check();
    result.wrong.push(...checked.damaged.map((damage) => `the vault is damaged: ${JSON.stringify(damage)}`));
    if (checked.checked !== result.kept) {
      result.wrong.push(`the vault holds ${checked.checked} originals for ${result.kept} files of the camera`);
    }
    result.wrong.push(...silence.found);
    const strays = station.assembly.studio.snapshot().room.cameras.reduce((sum, camera) => sum + camera.strays, 0);
    if (strays > 0) result.wrong.push(`${strays} pictures were taken for nobody's`);
    const seconds = Math.round((performance.now() - begun) / 1000);
    return { ...result, unexpected: station.unexpected, frames: station.frames(), seconds, refused };
  } finally {
    silence.stop();
    await station.close();
  }
}

/** What a hand put into the body's memory meanwhile. */
async function memoryAfter(station: Station, before: number): Promise<string[]> {
  const made = (await station.produced()).slice(before);
  return made.filter(({ target }) => target === 'memory').map(({ sha256 }) => sha256);
}

type Press = { number: number; keyboard: boolean; accident: Accident | undefined };

/** Resolves with `taken`, or with why not. */
async function press(station: Station, silence: Silence, { number, keyboard, accident }: Press): Promise<string> {
  const happen = (): Promise<unknown> => (accident ? cause(station, accident) : Promise.resolve());
  if (accident?.when === 'before') await happen();
  await bounded(`before shot ${number} nothing comes to rest`, hangMs, atRest(station));
  silence.wait(`shot ${number}`);
  const shooting = keyboard ? byKeyboard(station) : byHand(station);
  const accidental = accident?.when === 'during' ? pause(accident.afterMs).then(happen) : Promise.resolve();
  try {
    const [outcome] = await bounded(`shot ${number} hangs`, hangMs, Promise.all([shooting, accidental]));
    return outcome;
  } finally {
    silence.rest();
  }
}

async function cause(station: Station, { fault }: Accident): Promise<void> {
  if (fault === 'kill') station.killCameraProcess();
  else await station.camera.control({ fault });
}

/** A picture that may not be accepted (the hand had turned a dial) is taken again, as the screen demands. */
async function byKeyboard({ assembly }: Station): Promise<string> {
  const { runner } = assembly.studio;
  try {
    await runner.take().catch(async (error: unknown) => {
      if (!hasCode(error, 'quality-blocked')) throw error;
      await runner.retake();
      await runner.take();
    });
    return 'taken';
  } catch (error) {
    if (error instanceof CodedError) return `${error.code} ${JSON.stringify(error.params)}`;
    throw error;
  }
}

/** An operator presses when the last picture is done. */
async function atRest({ assembly }: Station): Promise<void> {
  const { runner } = assembly.studio;
  await until(() => ['ready', 'review', 'complete'].includes(runner.phase), hangMs);
}

/** A picture from the body is there when the session has it, or when it has given up on it. */
async function byHand(station: Station): Promise<string> {
  const before = await station.produced();
  const answer = (await station.camera.control({ shutter: true })) as { files?: string[]; error?: string };
  if (!answer.files) return answer.error ?? 'refused';
  const made = (await station.produced()).slice(before.length);
  const arrived = (): boolean => made.every(({ sha256 }) => held(station).has(sha256));
  const gone = watchLoss(station);
  const inMemory = made.every(({ target }) => target === 'memory');
  await until(() => arrived() || (inMemory && gone()), settleMs);
  if (arrived()) return 'taken';
  return inMemory && gone() ? 'lost in the memory, unseen' : 'not there yet';
}

/** Tells whether the connection was lost since, and has been back for long enough to have looked for what was missed. */
function watchLoss({ assembly }: Station): () => boolean {
  let lost = false;
  let backMs: number | undefined;
  return () => {
    const { state } = assembly.studio.snapshot().camera;
    if (state !== 'ready' && state !== 'busy') {
      lost = true;
      backMs = undefined;
    } else if (lost) backMs ??= performance.now();
    return backMs !== undefined && performance.now() - backMs > lookMs;
  };
}

function held({ assembly }: Station): Set<string> {
  return new Set(assembly.studio.runner.state.shots.flatMap(({ files }) => files.map(({ sha256 }) => sha256)));
}

/** Waits until nothing more comes. */
async function allKept(station: Station): Promise<void> {
  const produced = await station.produced();
  await until(() => produced.every(({ sha256 }) => held(station).has(sha256)), settleMs);
  await station.assembly.studio.runner.idle();
}

async function until(condition: () => boolean, ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (!condition() && performance.now() < end) await pause(20);
}

async function bounded<T>(what: string, ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing for ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
