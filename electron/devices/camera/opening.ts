import type { Addon, NativeCamera } from '../../../native/addon.ts';
import type { Clock } from '../../base/clock.ts';
import { CodedError } from '../../contract/errors.ts';
import type { Body } from './body.ts';
import { whileBusy } from './faults.ts';
import { meetBody } from './meeting.ts';
import type { Quirks } from './quirks.ts';

const openBudgetMs = 3000;

/** Opens a body and meets it. Throws what libgphoto2 throws, or `camera-busy`; nothing is held then. */
export async function openBody(addon: Addon, port: string, clock: Clock, quirks: Quirks): Promise<Body> {
  const native = await whileBusy(clock, openBudgetMs, (): Promise<NativeCamera> => addon.open(port));
  if (!native) throw new CodedError('camera-busy', { detail: port });
  try {
    const body = await meetBody(native, clock, quirks);
    // What a body tells of itself on meeting is not a hand's doing.
    body.events.takeChanged();
    return body;
  } catch (error) {
    await native.close().catch(() => undefined);
    throw error;
  }
}
