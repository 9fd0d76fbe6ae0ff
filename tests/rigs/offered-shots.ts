import type { OfferedShot, ShotFile } from '../../electron/contract/devices.ts';
import type { SessionRecord } from '../../electron/contract/journal.ts';
import type { Arrival } from '../../electron/studio/session-shots.ts';
import { shotOf } from './fake-camera.ts';
import type { FakeSession } from './fake-session.ts';
import { captured, opened, shotId, step } from './session-records.ts';

export const at = '2026-11-22T09:00:00.000Z';
export const begun = opened([step('a'), step('b'), step('c')]);
export const failed = (number: number, released = true): SessionRecord => {
  return { type: 'shot-failed', at, shot: shotId(number), error: { code: 'camera-gone' }, released };
};
export const incomplete = (number: number, kind: ShotFile['kind'] = 'jpeg'): SessionRecord => {
  const record = captured(number);
  if (record.type !== 'shot-captured') throw new Error('not captured');
  return { ...record, complete: false, files: record.files.map((file) => ({ ...file, kind })) };
};
export const body = (...files: ShotFile[]): OfferedShot => ({ origin: 'body', shot: shotOf(...files) });
export const found = (...files: ShotFile[]): OfferedShot => ({ origin: 'found', shot: shotOf(...files) });

/** As the button does it: pressed a moment ago, on a camera that was always there. */
export function arrival({ camera, clock }: Pick<FakeSession, 'camera' | 'clock'>, offered: OfferedShot): Arrival {
  return { camera: camera.port, offered, pressedMs: clock.elapsed(), loss: undefined, contestedAt: undefined };
}
