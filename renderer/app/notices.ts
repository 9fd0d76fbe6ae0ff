import type { ErrorInfo } from '../../electron/contract/errors.ts';
import type { DeviceState, Snapshot } from '../../electron/contract/studio.ts';
import type { Language } from '../../electron/contract/text.ts';
import { type Key, translate } from '../i18n/translate.ts';
import { problemText } from './problem.ts';
import type { Tone } from './status.ts';

/** Something the operator must know now, in words, with the one thing to do about it where there is one. */
export type Notice = {
  id: 'link' | 'camera' | 'light' | 'store' | 'problem';
  tone: Tone;
  says: string;
  code?: string;
  remedy?: { call: 'camera.reconnect' | 'trigger.reconnect' | 'store.check'; label: Key };
};

const cameraSays = {
  none: 'capture.camera-none',
  connecting: 'capture.camera-connecting',
  lost: 'capture.camera-lost',
  recovering: 'capture.camera-recovering',
  failed: 'capture.camera-failed',
} as const;
const lightSays = { lost: 'capture.light-lost', failed: 'capture.light-failed' } as const;
const waiting: readonly DeviceState[] = ['connecting', 'recovering'];

/** Most urgent first. A device's own error stands before the general sentence about its state. */
export function notices(
  snapshot: Pick<Snapshot, 'camera' | 'trigger' | 'store' | 'session'>,
  refused: ErrorInfo | null,
  linked: boolean,
  language: Language,
): Notice[] {
  const list: Notice[] = [];
  const { camera, trigger, store, session } = snapshot;
  if (!linked) list.push({ id: 'link', tone: 'block', says: translate(language, 'link.lost') });
  if (camera.state !== 'ready' && camera.state !== 'busy') {
    const text = camera.error ? problemText(camera.error, language) : null;
    const mends = waiting.includes(camera.state);
    list.push({
      id: 'camera',
      tone: mends ? 'busy' : 'block',
      says: text?.says ?? translate(language, cameraSays[camera.state]),
      ...(text ? { code: text.code } : {}),
      ...(mends ? {} : { remedy: { call: 'camera.reconnect', label: 'capture.reconnect-camera' } }),
    });
  }
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
  const problem = refused ?? session?.problem ?? null;
  const told = [camera, trigger].some(({ state, error }) => error?.code === problem?.code && state !== 'ready');
  if (problem && !told && !(problem.code === 'wire-closed' && !linked)) {
    const text = problemText(problem, language);
    list.push({ id: 'problem', tone: 'advise', ...text });
  }
  return list;
}
