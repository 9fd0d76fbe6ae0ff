import type { ConfigEntry } from '../../../native/addon.ts';
import { CodedError } from '../../contract/errors.ts';
import { type Body, entryOf, saysOf } from './body.ts';
import { detailOf, isBusy, whileBusy } from './faults.ts';
import { endLiveView, ensureLiveView } from './live-view.ts';
import { toolKeys } from './settings/settings-map.ts';

const busyBudgetMs = 1500;
/**
 * How far the motor turns for steps 1, 2 and 3 where a body counts it in its own units: from hardly visible to most of a
 * portrait's depth with a macro lens.
 */
const motorSteps = [12, 90, 600] as const;
/** Some lenses do not move for so little: then so many times more, twice at most. */
const coarser = 4;
const coarserAttempts = 2;

const atStop = /manual focus at limit/i;
const tooSmall = /stepping too small/i;

/**
 * Turns the focus in live view, which is started if need be: negative is nearer, 1 the finest step, 3 the coarsest.
 * `end` when the lens came to its stop, where the body tells. Throws `camera-tool-missing`.
 */
export async function turnFocus(body: Body, steps: number): Promise<{ end: boolean }> {
  const entry = await entryOf(body, toolKeys.focus);
  if (!entry || (entry.type !== 'range' && entry.type !== 'choice')) throw missing('focus');
  if (steps === 0) return { end: false };
  await ensureLiveView(body);
  if (entry.type === 'choice') {
    const index = labelFor(entry, steps);
    if (index === undefined) throw missing('focus');
    await write(body, () => body.native.setConfigIndex(toolKeys.focus, index));
    return { end: false };
  }
  return turnMotor(body, entry, steps);
}

/** "Near 2" or "Far 2", however coarse the body's coarsest is. */
export function labelFor(entry: ConfigEntry & { type: 'choice' }, steps: number): number | undefined {
  const side = steps < 0 ? /^near (\d)$/i : /^far (\d)$/i;
  let best: { index: number; size: number } | undefined;
  for (const [index, label] of entry.choices.entries()) {
    const size = Number(side.exec(label.trim())?.[1] ?? Number.NaN);
    if (size <= Math.abs(steps) && (!best || size > best.size)) best = { index, size };
  }
  return best?.index;
}

async function turnMotor(body: Body, entry: ConfigEntry & { type: 'range' }, steps: number): Promise<{ end: boolean }> {
  const size = Math.min(3, Math.abs(steps));
  let amount = (motorSteps[size - 1] ?? motorSteps[0]) * Math.sign(steps);
  for (let attempt = 1; ; attempt++) {
    const bounded = Math.max(entry.min, Math.min(entry.max, amount));
    try {
      await write(body, () => body.native.setConfig(toolKeys.focus, bounded));
      return { end: false };
    } catch (error) {
      if (saysOf(error, atStop)) return { end: true };
      if (!saysOf(error, tooSmall) || attempt > coarserAttempts) throw error;
      amount *= coarser;
    }
  }
}

/** A body that says nothing of the outcome is given this long to focus. */
const silentFocusMs = 3000;
/** Canon's word of the focus points: nothing but zeros before, 1 in the fifth place when sharp, 2 when nothing was. */
const focusInfo = /^Focus Info ([0-9a-f]+)/i;
const notSharp = /0000200/;
const notYet = /^0*$/;
const over = /\bAfResult\b/;

/**
 * Lets the body focus by itself, and waits until it has. Throws `camera-focus-failed`, `camera-tool-missing`. Nikon's call
 * lasts as long as that; Canon's begins it, events tell how it ended, and then it has to be told to stop.
 */
export async function autofocus(body: Body): Promise<void> {
  const { native, traits } = body;
  if (!(await entryOf(body, toolKeys.autofocus))) throw missing('autofocus');
  if (traits.liveViewOffToFocus) await endLiveView(body);
  try {
    await write(body, () => native.setConfig(toolKeys.autofocus, 1));
  } catch (error) {
    // A lens whose switch is set to manual refuses in its own way.
    if (isBusy(error) || !(await body.survives(error))) throw error;
    throw new CodedError('camera-focus-failed', { detail: detailOf(error) }, { cause: error });
  }
  if (!(await entryOf(body, toolKeys.endAutofocus))) return;
  const failed = await untilSaid(body);
  await write(body, () => native.setConfig(toolKeys.endAutofocus, 1));
  if (failed) throw new CodedError('camera-focus-failed', { detail: failed });
}

/**
 * For a shot whose step asks for autofocus (`focus` is not `manual`). The shutter focuses by itself on some makes; on the
 * others the library never lets it in live view, nor otherwise unless asked, so the body focuses before. Without the
 * setting no shot ever focuses: the operator's focus is not lost to a release.
 */
export async function focusForShot(body: Body, focus: string | undefined): Promise<void> {
  if (focus === undefined || focus === 'manual' || body.traits.shutterFocuses) return;
  if (body.keys.has(toolKeys.autofocus)) await autofocus(body);
}

/** What the body said where it found no focus; undefined where it did, or never says. */
async function untilSaid(body: Body): Promise<string | undefined> {
  const until = body.clock.elapsed() + silentFocusMs;
  while (body.clock.elapsed() < until) {
    const event = await body.events.next();
    if (event.type !== 'unknown') continue;
    const points = focusInfo.exec(event.text)?.[1];
    if (points !== undefined && notSharp.test(points)) return event.text;
    if ((points !== undefined && !notYet.test(points)) || over.test(event.text)) return undefined;
  }
  return undefined;
}

async function write(body: Body, work: () => Promise<void>): Promise<void> {
  await whileBusy(body.clock, busyBudgetMs, work);
}

function missing(tool: string): CodedError {
  return new CodedError('camera-tool-missing', { tool });
}
