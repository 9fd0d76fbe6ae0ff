import type { NativeCamera } from '../../../native/addon.ts';
import type { Clock } from '../../base/clock.ts';
import type { CameraIdentity } from '../../contract/devices.ts';
import { type SettingName, settingNames } from '../../contract/settings.ts';
import { type Approach, type Body, entryOf, survives, tryOut } from './body.ts';
import { BodyEvents } from './body-events.ts';
import { setBodyClock } from './clock.ts';
import { fieldOf, hasExposureSimulation, zoomFactors } from './live-viewing.ts';
import { type BodyTraits, type Quirks, traitsOf } from './quirks.ts';
import { applySettings, offers } from './settings/apply.ts';
import { labelOf } from './settings/matching.ts';
import {
  autoIsoKeys,
  clockKey,
  identityKeys,
  liveViewKeys,
  makeOf,
  settingKeys,
  statusKeys,
  toolKeys,
} from './settings/settings-map.ts';

/** A body tells everything about itself when it is first asked. */
const greetingQuietMs = 20;
const greetingBudgetMs = 1500;

/** Learns who a freshly opened body is and what it offers, and sends its pictures to the card if it has one. */
export async function meetBody(native: NativeCamera, clock: Clock, quirks: Quirks): Promise<Body> {
  const events = new BodyEvents(native, clock);
  const keys = await keysOf({ native, clock, events });
  const ask = (...names: string[]): Promise<string | undefined> => firstLabel({ native, clock, events, keys }, names);
  const manufacturer = (await ask('manufacturer')) ?? native.abilities.model.split(' ')[0] ?? '';
  const model = (await ask('cameramodel', 'model')) ?? native.abilities.model;
  const make = makeOf(`${manufacturer} ${model}`);
  const serial = (await ask('eosserialnumber', 'serialnumber'))?.replace(/^0+/, '');
  const traits = traitsOf({ make, model }, quirks);
  const liveView = native.abilities.capturePreview && (make === 'other' || liveViewKeys.some((key) => keys.has(key)));
  const field = await fieldOf({ native, clock, events, keys, traits });
  const identity: CameraIdentity = {
    manufacturer,
    model,
    ...(serial ? { serial } : {}),
    settings: await settingsOf({ native, clock, events, keys, make }),
    liveView,
    ...(field ? { sensorWidthPx: Math.max(field.widthPx, field.heightPx) } : {}),
    tools: await toolsOf({ native, clock, events, keys, traits }, liveView),
  };
  const body: Body = {
    native,
    clock,
    events,
    keys,
    make,
    traits,
    identity,
    hasStorage: await hasStorage({ native, clock, events }),
    viewing: { wanted: undefined, due: false, ended: false },
    release: { now: undefined },
    listing: { now: false },
    survives: (error) => survives(events, error),
  };
  await events.drain(greetingQuietMs, greetingBudgetMs);
  await setBodyClock(body);
  await applySettings(body, { target: body.hasStorage ? 'card' : 'ram' });
  return body;
}

/** The keys that the body lists; where it cannot list them, all that we know, to be tried one by one. */
async function keysOf(approach: Approach): Promise<Set<string>> {
  const listed = await tryOut(approach, () => approach.native.listConfig());
  if (listed) return new Set(listed);
  const known = Object.values(settingKeys).flatMap((names) => Object.values(names).flat());
  const tools = Object.values(toolKeys);
  return new Set([...known, ...identityKeys, ...statusKeys, ...autoIsoKeys, ...liveViewKeys, ...tools, clockKey]);
}

/** A key whose labels or numbers mean nothing to us is no setting, though it is listed. */
async function settingsOf(body: Parameters<typeof offers>[0]): Promise<SettingName[]> {
  const names: SettingName[] = [];
  for (const name of settingNames) {
    if (await offers(body, name)) names.push(name);
  }
  return names;
}

/** What the body has and can be asked of it now: a key that is listed but cannot be read is no tool. */
async function toolsOf(
  body: Approach & { keys: Set<string>; traits: BodyTraits },
  liveView: boolean,
): Promise<CameraIdentity['tools']> {
  const has = async (key: string): Promise<boolean> => (await entryOf(body, key)) !== undefined;
  return {
    zoom: liveView ? await zoomFactors(body) : [],
    focus: liveView && (await has(toolKeys.focus)),
    autofocus: await has(toolKeys.autofocus),
    exposureSimulation: liveView && (await hasExposureSimulation(body)),
  };
}

async function firstLabel(body: Approach & { keys: Set<string> }, names: string[]): Promise<string | undefined> {
  for (const name of names) {
    const entry = await entryOf(body, name);
    const label = entry && labelOf(entry).trim();
    if (label) return label;
  }
  return undefined;
}

/** A body that does not answer is taken to have a card, as nearly all have. */
async function hasStorage(approach: Approach): Promise<boolean> {
  const stores = await tryOut(approach, () => approach.native.listFolders('/'));
  return stores === undefined || stores.length > 0;
}
