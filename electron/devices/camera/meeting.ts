import type { NativeCamera } from '../../../native/addon.ts';
import type { Clock } from '../../base/clock.ts';
import type { CameraIdentity } from '../../contract/devices.ts';
import { settingNames } from '../../contract/settings.ts';
import { type Body, entryOf, survives } from './body.ts';
import { BodyEvents } from './body-events.ts';
import { isRefusal, whileBusy } from './faults.ts';
import { type Quirks, traitsOf } from './quirks.ts';
import { applySettings } from './settings/apply.ts';
import { labelOf } from './settings/matching.ts';
import { autoIsoKeys, liveViewKeys, makeOf, settingKeys } from './settings/settings-map.ts';

const busyBudgetMs = 3000;
/** A body tells everything about itself when it is first asked. */
const greetingQuietMs = 20;
const greetingBudgetMs = 1500;

/** Learns who a freshly opened body is and what it offers, and sends its pictures to the card if it has one. */
export async function meetBody(native: NativeCamera, clock: Clock, quirks: Quirks): Promise<Body> {
  const events = new BodyEvents(native, clock);
  const keys = await keysOf(native, clock);
  const ask = (...names: string[]): Promise<string | undefined> => firstLabel({ native, keys, events }, names);
  const manufacturer = (await ask('manufacturer')) ?? native.abilities.model.split(' ')[0] ?? '';
  const model = (await ask('cameramodel', 'model')) ?? native.abilities.model;
  const make = makeOf(`${manufacturer} ${model}`);
  const serial = (await ask('eosserialnumber', 'serialnumber'))?.replace(/^0+/, '');
  const identity: CameraIdentity = {
    manufacturer,
    model,
    ...(serial ? { serial } : {}),
    settings: settingNames.filter((name) => settingKeys[make][name].some((key) => keys.has(key))),
    liveView: native.abilities.capturePreview && (make === 'other' || liveViewKeys.some((key) => keys.has(key))),
  };
  const traits = traitsOf({ make, model }, quirks);
  const body: Body = {
    native,
    clock,
    events,
    keys,
    make,
    traits,
    identity,
    survives: (error) => survives(events, error),
  };
  await events.drain(greetingQuietMs, greetingBudgetMs);
  await applySettings(body, { target: (await hasStorage(body)) ? traits.defaultTarget : 'ram' });
  return body;
}

/** The keys that the body lists; where it cannot list them, all that we know, to be tried one by one. */
async function keysOf(native: NativeCamera, clock: Clock): Promise<Set<string>> {
  try {
    return new Set(await whileBusy(clock, busyBudgetMs, () => native.listConfig()));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const known = Object.values(settingKeys).flatMap((names) => Object.values(names).flat());
    const others = ['manufacturer', 'cameramodel', 'serialnumber', 'batterylevel', 'availableshots'];
    return new Set([...known, ...others, ...autoIsoKeys, ...liveViewKeys]);
  }
}

async function firstLabel(
  body: { native: NativeCamera; keys: Set<string>; events: BodyEvents },
  names: string[],
): Promise<string | undefined> {
  for (const name of names) {
    try {
      const entry = await entryOf(body, name);
      const label = entry && labelOf(entry).trim();
      if (label) return label;
    } catch (error) {
      if (!(await survives(body.events, error))) throw error;
    }
  }
  return undefined;
}

/** A body that says that it has no store can only hand its pictures over. */
async function hasStorage(body: Body): Promise<boolean> {
  try {
    return (await body.native.listFolders('/')).length > 0;
  } catch (error) {
    if (await body.survives(error)) return true;
    throw error;
  }
}
