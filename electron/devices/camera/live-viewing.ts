import type { ConfigEntry } from '../../../native/addon.ts';
import type { LiveViewing } from '../../contract/devices.ts';
import { type Approach, type Body, entryOf, tryOut } from './body.ts';
import type { BodyTraits } from './quirks.ts';
import { widthOf } from './settings/labels.ts';
import { liveViewKeys, toolKeys } from './settings/settings-map.ts';
import { readBack } from './settings/writing.ts';

/** What is asked of a body before and after it is fully met. */
type Asked = Approach & { keys: Set<string>; traits: BodyTraits };

/** The field in the pixels by which the body counts places in it. */
type Field = { widthPx: number; heightPx: number };

/** How wide live view is where the body does not say: that of most bodies. */
const usualLiveWidthPx = 640;
const liveWidths: Readonly<Record<string, number>> = { QVGA: 320, VGA: 640, XGA: 1024 };

/** The magnifications that the body offers, smallest first. */
export async function zoomFactors(body: Asked): Promise<number[]> {
  if (body.keys.has(toolKeys.canonZoom) && (await entryOf(body, toolKeys.canonZoom))) return [...body.traits.zoom];
  return (await nikonZooms(body)).map(({ factor }) => factor);
}

export async function hasExposureSimulation(body: Asked): Promise<boolean> {
  const entry = await entryOf(body, toolKeys.exposurePreview);
  return entry !== undefined && !entry.readOnly;
}

/**
 * Lets live view look like `viewing` from the next frame on, also after it was interrupted, and returns what stands or,
 * while live view is off, what will stand.
 */
export async function setViewing(body: Body, viewing: LiveViewing): Promise<LiveViewing> {
  const { tools } = body.identity;
  const wanted: LiveViewing = {
    zoom: nearest(tools.zoom, viewing.zoom),
    at: viewing.at,
    // A body that cannot be told shows the exposure as it likes; dark is what the operator must reckon with.
    simulateExposure: tools.exposureSimulation ? viewing.simulateExposure : true,
  };
  body.viewing.wanted = wanted;
  body.viewing.due = true;
  return (await isLive(body)) ? showViewing(body) : wanted;
}

/** Whether the body says that live view runs. */
export async function isLive(body: Body): Promise<boolean> {
  for (const key of liveViewKeys) {
    const entry = await entryOf(body, key);
    if (entry) return entry.value === 1;
  }
  return false;
}

/** Tells the body, in whose live view this is, how it is wanted. Returns what stands. */
export async function showViewing(body: Body): Promise<LiveViewing> {
  const { viewing, identity } = body;
  viewing.due = false;
  const wanted = viewing.wanted ?? { zoom: 1, at: middle, simulateExposure: true };
  if (identity.tools.exposureSimulation) await simulate(body, wanted.simulateExposure);
  if (identity.tools.zoom.length === 0) return { ...wanted, zoom: 1 };
  const zoom = body.keys.has(toolKeys.canonZoom) ? await zoomByNumber(body, wanted) : await zoomByLabel(body, wanted);
  return { ...wanted, zoom };
}

const middle = { x: 0.5, y: 0.5 };

/** Nikon: the magnified part is around the focus area, which is moved in pixels of the whole field. */
async function zoomByLabel(body: Body, { zoom, at }: LiveViewing): Promise<number> {
  const key = toolKeys.nikonZoom;
  const entry = await entryOf(body, key);
  const choice = [wholeField(entry), ...(await nikonZooms(body))].find((one) => one?.factor === zoom);
  if (entry && choice && entry.value !== choice.label) {
    await tryOut(body, () => body.native.setConfigIndex(key, choice.index));
  }
  const field = await fieldOf(body);
  if (zoom > 1 && field && body.keys.has(toolKeys.nikonArea)) {
    const x = Math.round(at.x * (field.widthPx - 1));
    const y = Math.round(at.y * (field.heightPx - 1));
    await tryOut(body, () => body.native.setConfig(toolKeys.nikonArea, `${x}x${y}`));
  }
  const after = await readBack(body, key, (now) => now.value === choice?.label);
  return (await nikonZooms(body)).find(({ label }) => label === after?.value)?.factor ?? 1;
}

/** Canon: a factor, and the upper left corner of the magnified part in pixels of the field. It is not told back. */
async function zoomByNumber(body: Body, { zoom, at }: LiveViewing): Promise<number> {
  const told = await tryOut(body, async () => {
    await body.native.setConfig(toolKeys.canonZoom, String(zoom));
    return true;
  });
  if (!told) return 1;
  const field = await fieldOf(body);
  if (zoom > 1 && field && body.keys.has(toolKeys.canonArea)) {
    const corner = (share: number, sizePx: number): number =>
      Math.round(Math.max(0, Math.min(1 - 1 / zoom, share - 1 / zoom / 2)) * sizePx);
    const place = `${corner(at.x, field.widthPx)},${corner(at.y, field.heightPx)}`;
    await tryOut(body, () => body.native.setConfig(toolKeys.canonArea, place));
  }
  return zoom;
}

async function simulate(body: Body, on: boolean): Promise<void> {
  const entry = await entryOf(body, toolKeys.exposurePreview);
  if (entry?.type !== 'choice') return;
  const index = entry.choices.findIndex((label) => (on ? /^on$/i : /^off$/i).test(label));
  if (index < 0 || entry.choices[index] === entry.value) return;
  await tryOut(body, () => body.native.setConfigIndex(toolKeys.exposurePreview, index));
}

type Zoom = { label: string; index: number; factor: number };

/** "50%" shows half as many pixels as the sensor has; how much that magnifies depends on sensor and live picture. */
async function nikonZooms(body: Asked): Promise<Zoom[]> {
  const entry = await entryOf(body, toolKeys.nikonZoom);
  if (entry?.type !== 'choice' || entry.readOnly) return [];
  const field = await fieldOf(body);
  const live = await entryOf(body, toolKeys.liveSize);
  const liveWidthPx = liveWidths[String(live?.value)] ?? usualLiveWidthPx;
  return field ? zoomsOf(entry.choices, field.widthPx, liveWidthPx) : [];
}

export function zoomsOf(choices: readonly string[], fieldWidthPx: number, liveWidthPx: number): Zoom[] {
  return choices
    .map((label, index) => {
      const percent = Number(/^(\d+)\s*%$/.exec(label)?.[1] ?? 0);
      return { label, index, factor: Math.round(((percent / 100) * fieldWidthPx * 10) / liveWidthPx) / 10 };
    })
    .filter(({ factor }) => factor > 1)
    .sort((a, b) => a.factor - b.factor);
}

function wholeField(entry: ConfigEntry | undefined): Zoom | undefined {
  const index = entry?.type === 'choice' ? entry.choices.findIndex((label) => /^entire/i.test(label)) : -1;
  const label = entry?.type === 'choice' ? entry.choices[index] : undefined;
  return label === undefined ? undefined : { label, index, factor: 1 };
}

/** The largest picture's size, from the choices or from what is known of the model. */
async function fieldOf(body: Asked): Promise<Field | undefined> {
  if (body.traits.field) return body.traits.field;
  const entry = await entryOf(body, 'imagesize');
  const sizes = entry?.type === 'choice' ? entry.choices : [];
  const largest = sizes.reduce((best, label) => ((widthOf(label) ?? 0) > (widthOf(best) ?? 0) ? label : best), '');
  const [widthPx, heightPx] = largest.split('x').map(Number);
  return widthPx && heightPx ? { widthPx, heightPx } : undefined;
}

/** Of `factors` and 1 the one that is closest in proportion. */
export function nearest(factors: readonly number[], asked: number): number {
  return [1, ...factors].reduce((best, factor) =>
    Math.abs(Math.log(factor / asked)) < Math.abs(Math.log(best / asked)) ? factor : best,
  );
}
