import type { Pins } from './mock-port.ts';
import type { Light } from './virtual-trigger.ts';

/**
 * The device of a `line-pulse` profile: an optocoupler *between* RTS and DTR, so that current flows only while exactly
 * one of them is up, and opening a port, which raises both, lights nothing.
 */
export function createVirtualPins(onLight: (light: Light) => void): { set(pins: Pins): void; readonly log: Pins[] } {
  const log: Pins[] = [];
  return {
    log,
    set(pins) {
      log.push(pins);
      const lit = pins.rts !== pins.dtr;
      onLight({ armed: lit, lampPercent: lit ? 100 : 0 });
    },
  };
}
