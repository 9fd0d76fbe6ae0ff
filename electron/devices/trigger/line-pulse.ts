import { CodedError } from '../../contract/errors.ts';
import { type OpenEngine, recycleWaitMs } from './engine.ts';
import { openSerialLine } from './serial-line.ts';
import { pause } from './time-limit.ts';

const low = { rts: false, dtr: false };

/**
 * A modem line into an optocoupler. The flash itself is synchronised by the hot shoe; the line switches a light on for
 * the picture, or wakes the flash: it is raised by `prepare` and lowered by `finish`, or by itself after the profile's
 * `pulse.ms`. Nothing is read back, and ready is what the clock says.
 */
export const openLinePulse: OpenEngine = async (context) => {
  const { profile, clock } = context;
  let cancelFall = (): void => {};
  const line = await openSerialLine(context.port, {
    clock,
    onBytes: () => {},
    onGone(detail) {
      cancelFall();
      context.onGone(detail);
    },
  });
  // Opening raises the lines, which may have fired a flash.
  let flashedAt = clock.elapsed();
  let flash = false;

  async function lower(): Promise<void> {
    cancelFall();
    await line.setPins(low);
  }

  try {
    await line.setPins(low);
    await pause(clock, profile.settleMs);
  } catch (cause) {
    await line.close();
    throw new CodedError('trigger-fault', { code: 'no-pins' }, { cause });
  }

  return {
    identity: { name: profile.title.fr, reportsReady: false, reportsFired: false },
    async light() {},
    async prepare(scene, signal) {
      flash = scene.flash;
      const pulse = profile.pulse;
      if (!pulse || (!scene.flash && scene.channels.length === 0)) return;
      if (flash) await pause(clock, Math.max(0, flashedAt + recycleWaitMs(profile) - clock.elapsed()), { signal });
      cancelFall();
      await line.setPins({ ...low, [pulse.line]: true });
      // A port that fails here is dropped, and that is how everyone learns of it.
      cancelFall = clock.setTimeout(() => void lower().catch(() => {}), pulse.ms);
    },
    async finish() {
      if (flash) flashedAt = clock.elapsed();
      await lower();
      return 'unknown';
    },
    safe: lower,
    async close() {
      cancelFall();
      await line.close();
    },
  };
};
