import { systemClock } from '../../base/clock.ts';
import { startHeartbeat } from '../../base/heartbeat.ts';
import { processLog } from '../../base/process-log.ts';
import { cameraContract } from '../../contract/devices.ts';
import { answer } from '../../contract/rpc.ts';
import { CameraDriver } from './camera-driver.ts';
import { loadGphoto } from './load-gphoto.ts';
import { enterPrivateHome } from './private-home.ts';
import { knownQuirks } from './quirks.ts';
import { freeCamera, namingHolder } from './usb-holder.ts';

/** Owns one camera and answers for it. Knows no patient: what it sees are shot ids. */
enterPrivateHome();
const log = processLog('camera');
const driver = new CameraDriver({
  addon: loadGphoto,
  clock: systemClock,
  quirks: knownQuirks(),
  onGone: (detail) => server.emit('gone', { detail }),
  onOffered: (offered) => server.emit('offered', offered),
  onProgress: (progress) => server.emit('progress', progress),
  onTurned: (settings) => server.emit('turned', { settings }),
});
const wire = startHeartbeat({ busyMs: () => driver.busyMs(), beforeExit: () => driver.close() });
const server = answer(
  wire,
  cameraContract,
  {
    open: ({ port }) => namingHolder(port, () => driver.open(port)),
    free: async ({ port }) => {
      await freeCamera(port);
      return {};
    },
    detect: async () => ({ cameras: await driver.detect() }),
    close: async () => {
      await driver.close();
      return {};
    },
    reconcile: async ({ known }) => ({ settled: await driver.reconcile(known) }),
    settle: async ({ sources, discard }) => {
      await driver.settle(sources, discard);
      return {};
    },
    clear: async ({ copies }) => ({ fates: await driver.clear(copies) }),
    status: () => driver.status(),
    apply: async ({ settings }) => ({ results: await driver.apply(settings) }),
    configure: async ({ key, value }) => {
      await driver.configure(key, value);
      return {};
    },
    inspect: () => driver.inspect(),
    shoot: ({ timeoutMs }) => driver.shoot(timeoutMs),
    frame: (_, signal) => driver.frame(signal),
    stopLiveView: async () => {
      await driver.stopLiveView();
      return {};
    },
    view: (viewing) => driver.view(viewing),
    focus: ({ steps }) => driver.focus(steps),
    autofocus: async () => {
      await driver.autofocus();
      return {};
    },
  },
  (error, call) => log.unexpected(error, call),
);
