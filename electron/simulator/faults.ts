import type { Clock } from '../base/clock.ts';
import type { Fault, FaultNamed } from './fault-shapes.ts';
import { createLinkFaults } from './link-faults.ts';
import { wellBehaved } from './misbehaviour.ts';
import type { PropertyValue } from './ptp/property.ts';
import type { Interference, PtpIpServer } from './ptpip-server.ts';
import { standardBatteryPercent, type VirtualBody } from './virtual-body.ts';

export type Faults = {
  readonly interference: Interference;
  play(fault: Fault): Promise<void>;
  /** Lets go whatever is held back. */
  close(): void;
};

/** The picture whose next is 0001 again. */
const lastNumber = 9999;

/** `server` is looked up late: it takes `interference` to start one. */
export function createFaults(clock: Clock, body: VirtualBody, server: () => PtpIpServer): Faults {
  const link = createLinkFaults(clock, body.liveFrameOperation);
  const { misbehaviour } = body;
  /** Where the dials stood before a fault turned them. */
  const dials = new Map<number, PropertyValue>();
  let batteryIsLow = false;
  let cancelReturn = (): void => {};

  async function comeBack(): Promise<void> {
    cancelReturn();
    server().release();
    await server().listen();
  }

  /** Without `ms` it stays away until `on` or `none`. */
  function comeBackAfter(ms: number | undefined): void {
    cancelReturn();
    cancelReturn = ms === undefined ? () => {} : clock.setTimeout(() => void comeBack(), ms);
  }

  const table: { [Name in Fault['name']]: (asked: FaultNamed<Name>) => void | Promise<void> } = {
    'events-at-once': () => {
      misbehaviour.events = 'at-once';
    },
    'events-one-by-one': () => {
      misbehaviour.events = 'one-by-one';
    },
    'second-shot': () => {
      misbehaviour.secondShots += 1;
    },
    'last-file-late': ({ ms }) => {
      misbehaviour.lastFileLateMs = ms;
    },
    'duplicate-events': ({ pushed }) => {
      misbehaviour.duplicateEvents = pushed ? 'pushed' : 'polled';
    },
    stall: ({ ms, operation }) => link.stall(ms, operation),
    'drop-in-download': ({ afterBytes }) => link.dropInDownload(afterBytes),
    'drop-in-live-view': ({ afterFrames }) => link.dropInLiveView(afterFrames),
    'slow-link': ({ bytesPerSecond }) => link.slow(bytesPerSecond),
    off: async ({ ms }) => {
      await server().refuse();
      body.restart();
      comeBackAfter(ms);
    },
    unplug: async ({ ms }) => {
      await server().refuse();
      comeBackAfter(ms);
    },
    'held-by-another': ({ ms }) => {
      server().hold();
      comeBackAfter(ms);
    },
    on: comeBack,
    busy: ({ ms }) => body.busyFor(ms),
    'card-full': () => {
      misbehaviour.cardFull = true;
    },
    'card-missing': () => {
      misbehaviour.cardMissing = true;
    },
    'ram-full': () => {
      misbehaviour.memoryFull = true;
    },
    'live-view-prohibited': () => {
      misbehaviour.liveViewProhibited = true;
    },
    'empty-preview': ({ times }) => {
      misbehaviour.emptyPreviews = times;
    },
    'af-failed': ({ times }) => {
      misbehaviour.focusFailures = times;
    },
    'battery-low': ({ percent }) => {
      batteryIsLow = true;
      body.setBattery(percent);
    },
    'number-wrap': () => body.countFrom(lastNumber),
    dial: ({ property, value }) => {
      const code = Number.parseInt(property, 16);
      if (!dials.has(code)) dials.set(code, body.properties.get(code));
      body.turn(code, value);
    },
    clamp: ({ property, value }) => body.properties.clamp(Number.parseInt(property, 16), value),
    none: async () => {
      link.end();
      Object.assign(misbehaviour, wellBehaved());
      body.endBusy();
      body.properties.unclamp();
      for (const [code, value] of dials) body.turn(code, value);
      dials.clear();
      if (batteryIsLow) body.setBattery(standardBatteryPercent);
      batteryIsLow = false;
      await comeBack();
    },
  };

  return {
    interference: link.interference,
    async play(asked) {
      const act = table[asked.name] as (asked: Fault) => void | Promise<void>;
      await act(asked);
    },
    close() {
      cancelReturn();
      link.end();
    },
  };
}
