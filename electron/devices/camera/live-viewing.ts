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

/** Read-only outside live view on some bodies: presence counts. */
export async function hasExposureSimulation(body: Asked): Promise<boolean> {
  return (await entryOf(body, toolKeys.exposurePreview))?.type === 'choice';
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

/** Whether live view runs, as far as the body and we know. */
export async function isLive(body: Body): Promise<boolean> {
  if (body.viewing.ended) return false;
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
  const simulateExposure = identity.tools.exposureSimulation ? await simulate(body, wanted.simulateExposure) : true;
  if (identity.tools.zoom.length === 0) return { ...wanted, zoom: 1, simulateExposure };
  const zoom = body.keys.has(toolKeys.canonZoom) ? await zoomByNumber(body, wanted) : await zoomByChoice(body, wanted);
  return { ...wanted, zoom, simulateExposure };
}

const middle = { x: 0.5, y: 0.5 };

/** Nikon: the magnified part is around the focus area, which is moved in pixels of the whole field. */
async function zoomByChoice(body: Body, { zoom, at }: LiveViewing): Promise<number> {
  const key = toolKeys.nikonZoom;
  // The whole field is told after each shot: it is spared what only a part needs.
  const zooms = zoom > 1 ? await nikonZooms(body) : [];
  const index = zooms.find(({ factor }) => factor === zoom)?.index ?? 0;
  const stands = (entry: ConfigEntry | undefined): boolean => Number(entry?.value) === index;
  if (!stands(await entryOf(body, key))) await tryOut(body, () => body.native.setConfigIndex(key, index));
  const field = zoom > 1 ? await fieldOf(body) : undefined;
  if (field && body.keys.has(toolKeys.nikonArea)) {
    const x = Math.round(at.x * (field.widthPx - 1));
    const y = Math.round(at.y * (field.heightPx - 1));
    await tryOut(body, () => body.native.setConfig(toolKeys.nikonArea, `${x}x${y}`));
  }
  const after = await readBack(body, key, stands);
  if (stands(after)) return zoom;
  return (await nikonZooms(body)).find((one) => one.index === Number(after?.value))?.factor ?? 1;
}

/** Canon: a factor, and the upper left corner of the magnified part in pixels of the field. It is not told back. */
async function zoomByNumber(body: Body, { zoom, at }: LiveViewing): Promise<number> {
  const told = await tryOut(body, async () => {
    await body.native.setConfig(toolKeys.canonZoom, String(zoom));
    return true;
  });
  if (!told) return 1;
  const field = zoom > 1 ? await fieldOf(body) : undefined;
  if (field && body.keys.has(toolKeys.canonArea)) {
    const corner = (share: number, sizePx: number): number =>
      Math.round(Math.max(0, Math.min(1 - 1 / zoom, share - 1 / zoom / 2)) * sizePx);
    const place = `${corner(at.x, field.widthPx)},${corner(at.y, field.heightPx)}`;
    await tryOut(body, () => body.native.setConfig(toolKeys.canonArea, place));
  }
  return zoom;
}

/** Returns what stands. */
async function simulate(body: Body, on: boolean): Promise<boolean> {
  const key = toolKeys.exposurePreview;
  const wanted = on ? '1' : '0';
  const entry = await entryOf(body, key);
  if (entry?.type !== 'choice' || entry.value === wanted) return on;
  const index = entry.choices.indexOf(wanted);
  if (index >= 0) await tryOut(body, () => body.native.setConfigIndex(key, index));
  const after = await readBack(body, key, (now) => now.value === wanted);
  return after?.value !== '0';
}

type Zoom = { index: number; factor: number };

/**
 * How many of the live picture's pixels show one of the sensor's, for each of the property's values from 0, the whole
 * field: bodies with six values and bodies with eight. What the values of others mean is not known.
 */
const ratios: readonly (readonly number[])[] = [
  [0, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 1],
  [0, 1 / 6, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 1, 2],
];

/** How much a ratio magnifies depends on the sensor and on the live picture. */
async function nikonZooms(body: Asked): Promise<Zoom[]> {
  const entry = await entryOf(body, toolKeys.nikonZoom);
  if (entry?.type !== 'choice') return [];
  const field = await fieldOf(body);
  const live = await entryOf(body, toolKeys.liveSize);
  const liveWidthPx = liveWidths[String(live?.value)] ?? usualLiveWidthPx;
  return field ? zoomsOf(entry.choices, field.widthPx, liveWidthPx) : [];
}

/** Those that magnify, the smallest first. */
export function zoomsOf(choices: readonly string[], fieldWidthPx: number, liveWidthPx: number): Zoom[] {
  const known = ratios.find(({ length }) => length === choices.length && choices[length - 1] === String(length - 1));
  return (known ?? [])
    .map((ratio, index) => ({ index, factor: Math.round((ratio * fieldWidthPx * 10) / liveWidthPx) / 10 }))
    .filter(({ factor }) => factor > 1);
}

/** The largest picture's size, from the choices or from what is known of the model. */
export async function fieldOf(body: Asked): Promise<Field | undefined> {
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
