import type { LightingProfile } from '../../contract/lighting.ts';
import { recycleWaitMs } from './engine.ts';

/** Above all that the device's own limits add up to: reached only when the process itself hangs. */
const reserveMs = 5000;

/** How long the trigger's process may take for each call, in milliseconds. */
export const limitsMs = (profile: LightingProfile) => ({
  open: profile.settleMs + 12 * profile.answerMs + reserveMs,
  light: 20 * profile.answerMs + reserveMs,
  prepare: 2 * recycleWaitMs(profile) + 40 * profile.answerMs + reserveMs,
  finish: reserveMs,
  safe: reserveMs,
  close: reserveMs,
});
