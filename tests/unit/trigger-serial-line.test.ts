import { expect, it } from 'vitest';
import { systemClock } from '../../electron/base/clock.ts';
import { openSerialLine } from '../../electron/devices/trigger/serial-line.ts';
import { createMockPort } from '../../electron/simulator/trigger/mock-port.ts';

it('has freed the port once it is closed, also when it was dropped before', async () => {
  const port = createMockPort({ opened() {}, receive() {}, pins() {}, closed() {} }, 115_200);
  const told: string[] = [];
  // An operating system takes its time.
  const close = port.close.bind(port);
  port.close = (callback) => {
    setImmediate(() => {
      told.push('free');
      close(callback);
    });
  };
  const onGone = (detail: string): void => void told.push(detail);
  const line = await openSerialLine(port, { clock: systemClock, onBytes: () => {}, onGone });
  line.drop('no answer');
  await line.close();
  told.push('closed');
  expect(told).toEqual(['no answer', 'free', 'closed']);
});
