import type { SerialPortMock } from 'serialport';
import type { Clock } from '../../base/clock.ts';
import type { LightingProfile } from '../../contract/lighting.ts';
import { connectLights } from './light-control.ts';
import { createMockPort } from './mock-port.ts';
import { createVirtualPins } from './virtual-pins.ts';
import { createVirtualTrigger, type VirtualTrigger } from './virtual-trigger.ts';

/**
 * What `sim:trigger` opens: a mock port with a virtual device that speaks the profile's way. It lights the
 * subjects of the virtual cameras at `controlPorts`, and their exposures fire it. The link lives as long as the port is open.
 */
export function createSimulatedPort(options: {
  engine: LightingProfile['engine'];
  baudRate: number;
  controlPorts: readonly number[];
  clock: Clock;
}): SerialPortMock {
  const { clock, controlPorts } = options;
  let trigger: VirtualTrigger | null = null;
  const light = connectLights({ controlPorts, clock, onExposure: () => trigger?.expose() });
  const pins = createVirtualPins(light.set);
  return createMockPort(
    {
      opened(send) {
        light.open();
        if (options.engine !== 'studio-trigger/1') return;
        // A word goes out when the subject stands in the light that it speaks of: `OK` to ARM means armed.
        let sent = Promise.resolve();
        const sendLit = (bytes: Uint8Array): void => {
          sent = sent.then(light.settled).then(() => send(bytes));
        };
        trigger = createVirtualTrigger({ clock, send: sendLit, onLight: light.set });
        trigger.boot();
      },
      receive: (bytes) => trigger?.receive(bytes),
      pins: pins.set,
      closed() {
        trigger?.close();
        light.close();
      },
    },
    options.baudRate,
  );
}
