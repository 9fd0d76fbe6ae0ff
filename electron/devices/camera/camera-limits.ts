/**
 * How long each call may take before the process counts as hung. A longer one lets shorter ones wait, and whatever shows
 * that it gets on (a download's progress, a picture found) has `progressMs` more. A library call that stands still ends
 * much sooner, by `supervision`. A card is looked through between the other calls, but a folder of thousands is one call of
 * the library's: whatever comes meanwhile waits for it.
 */
export const limitMs = {
  open: 30_000,
  detect: 20_000,
  reconcile: 1_800_000,
  clear: 1_800_000,
  free: 15_000,
  apply: 20_000,
  configure: 10_000,
  inspect: 60_000,
  settle: 20_000,
  frame: 7000,
  tool: 10_000,
  status: 7000,
  close: 3000,
};
export const progressMs = 10_000;
/** A picture that has not come by then is late: whoever waits is told. Most take less than one second. */
export const lateMs = 4000;
/** On top of a shot's own time: draining, retrying a busy body, 30 s of exposure, downloads too short to show progress. */
export const shotReserveMs = 45_000;

/**
 * Nothing may hang for more than eight seconds without the interface saying so, and a heartbeat comes each second: a body
 * that keeps the library waiting for six is given up on, and so is a process that is silent for as long.
 */
export const supervision = { busyWarnMs: 2000, busyUnresponsiveMs: 4000, busyKillMs: 6000, killMs: 6000 };
