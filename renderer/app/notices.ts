import type { CameraView, DeviceState } from '../../electron/contract/camera-view.ts';
import { roomFor } from '../../electron/contract/disk.ts';
import type { ErrorInfo } from '../../electron/contract/errors.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import type { Language } from '../../electron/contract/text.ts';
import { percent } from '../i18n/format.ts';
import { type Key, plural, translate } from '../i18n/translate.ts';
import { isUp } from './commands.ts';
import { problemText } from './problem.ts';
import type { Tone } from './status.ts';

/** Something the operator must know now, in words, with the one thing to do about it where there is one. */
export type Notice = {
  id: 'preferences' | 'link' | 'camera' | 'card' | 'battery' | 'strays' | 'light' | 'store' | 'disk' | 'problem';
  tone: Tone;
  says: string;
  code?: string;
  remedy?: { call: 'camera.reconnect' | 'camera.free' | 'trigger.reconnect' | 'store.check'; label: Key };
};

const cameraSays = {
  none: 'capture.camera-none',
  connecting: 'capture.camera-connecting',
  lost: 'capture.camera-lost',
  recovering: 'capture.camera-recovering',
  failed: 'capture.camera-failed',
} as const;
const lightSays = { lost: 'capture.light-lost', failed: 'capture.light-failed' } as const;
const cardSays = {
  full: 'error.camera-card-full',
  none: 'error.camera-no-card',
  unusable: 'capture.card-unusable',
} as const;
const waiting: readonly DeviceState[] = ['connecting', 'recovering'];
/** Below this a series may not come to its end; the pill has warned long before. */
const emptyingPercent = 10;

/** Most urgent first. A device's own error stands before the general sentence about its state. */
export function notices(
  snapshot: Pick<Snapshot, 'station' | 'camera' | 'room' | 'trigger' | 'store' | 'disk' | 'session'>,
  refused: ErrorInfo | null,
  linked: boolean,
  language: Language,
): Notice[] {
  const list: Notice[] = [];
  const { station, camera, room, trigger, store, disk, session } = snapshot;
  if (!linked) list.push({ id: 'link', tone: 'block', says: translate(language, 'link.lost') });
  // A button may be pressed on any camera of the room.
  const strays = room.cameras.reduce((sum, each) => sum + each.strays, 0);
  list.push(...cameraNotices({ ...camera, strays }, language));
  if (trigger.state === 'lost' || trigger.state === 'failed') {
    const text = trigger.error ? problemText(trigger.error, language) : null;
    list.push({
      id: 'light',
      tone: 'block',
      says: text?.says ?? translate(language, lightSays[trigger.state]),
      ...(text ? { code: text.code } : {}),
      remedy: { call: 'trigger.reconnect', label: 'capture.reconnect-light' },
    });
  }
  if (store.state === 'failed') {
    const text = problemText(store.error ?? { code: 'store-unreachable' }, language);
    list.push({ id: 'store', tone: 'advise', ...text, remedy: { call: 'store.check', label: 'capture.check-store' } });
  }
  if (store.address === '') list.push({ id: 'store', tone: 'advise', says: translate(language, 'capture.no-store') });
  if (disk.state !== 'ok') {
    const { shots, series } = roomFor(disk.freeBytes);
    const full = disk.state === 'full';
    const views = plural(language, 'disk.views', shots);
    list.push({
      id: 'disk',
      tone: full ? 'block' : 'advise',
      says: full ? translate(language, 'disk.full', { views }) : plural(language, 'disk.low', series, { views }),
    });
  }
  // Nobody is kept from photographing by it.
  if (station.setAside !== undefined && !session) {
    const says = translate(language, 'app.preferences-set-aside', { file: station.setAside });
    list.push({ id: 'preferences', tone: 'advise', says });
  }
  const problem = refused ?? session?.problem ?? null;
  const told = [camera, trigger].some(({ state, error }) => error?.code === problem?.code && state !== 'ready');
  if (problem && !told && !(problem.code === 'wire-closed' && !linked)) {
    const text = problemText(problem, language);
    list.push({ id: 'problem', tone: 'advise', ...text });
  }
  return list;
}

/** How one camera stands, with what is safe and what happens next. Nothing where all is well. */
export function cameraNotices(camera: CameraView, language: Language): Notice[] {
  const list: Notice[] = [];
  const { state, card, batteryPercent: battery, strays } = camera;
  if (state !== 'ready' && state !== 'busy') {
    const text = camera.error ? problemText(camera.error, language) : null;
    const mends = waiting.includes(state);
    // That it is gone is what the state already says, with what the studio does about it.
    const own = mends || hasGone(camera) ? null : text;
    const remedy = mends ? null : remedyFor(camera.error);
    list.push({
      id: 'camera',
      tone: mends ? 'busy' : 'block',
      says: own?.says ?? translate(language, cameraSays[state]),
      ...(text && !mends ? { code: text.code } : {}),
      ...(remedy ? { remedy } : {}),
    });
  }
  // A download that gets on says so itself.
  if (isUp(camera) && camera.late && camera.progress === undefined) {
    list.push({ id: 'camera', tone: 'busy', says: translate(language, 'capture.camera-late') });
  }
  if (isUp(camera) && card && card !== 'ready') {
    list.push({ id: 'card', tone: 'block', says: translate(language, cardSays[card]) });
  }
  if (isUp(camera) && battery !== undefined && battery < emptyingPercent) {
    const level = percent(battery / 100, language);
    list.push({ id: 'battery', tone: 'advise', says: translate(language, 'capture.battery-emptying', { level }) });
  }
  if (strays > 0) list.push({ id: 'strays', tone: 'advise', says: plural(language, 'capture.strays', strays) });
  return list;
}

function hasGone({ state, error }: CameraView): boolean {
  return state === 'lost' && (error?.code === 'camera-gone' || error?.code === 'camera-not-found');
}

function remedyFor(error: ErrorInfo | undefined): NonNullable<Notice['remedy']> {
  return error?.code === 'camera-claimed'
    ? { call: 'camera.free', label: 'capture.free-camera' }
    : { call: 'camera.reconnect', label: 'capture.reconnect-camera' };
}
