import { SerialPortMock } from 'serialport';

/** Modem lines as the driver set them. */
export type Pins = { rts: boolean; dtr: boolean };

/** What is plugged into the mock port. */
export type MockDevice = {
  /** The port was opened; `send` puts bytes on the line until it is closed. */
  opened(send: (bytes: Uint8Array) => void): void;
  receive(bytes: Uint8Array): void;
  pins(pins: Pins): void;
  closed(): void;
};

/** What is used of the mock binding: its package publishes types that its `exports` hide. */
type MockBindingPort = {
  readonly isOpen: boolean;
  emitData(bytes: Buffer): void;
  write(bytes: Buffer): Promise<void>;
  set(flags: { rts?: boolean; dtr?: boolean }): Promise<void>;
  close(): Promise<void>;
};
type MockBinding = { createPort(path: string): void; open(options: object): Promise<MockBindingPort> };

let ports = 0;

/**
 * A port of serialport's own mock binding with `device` behind it, not yet opened. Pins arrive as the binding gets
 * them, defaults included: serialport raises what its caller forgets to name, and so does this.
 */
export function createMockPort(device: MockDevice, baudRate: number): SerialPortMock {
  ports += 1;
  const path = `/dev/virtual-trigger-${ports}`;
  const mock: MockBinding = SerialPortMock.binding;
  mock.createPort(path);
  const binding: MockBinding = {
    ...mock,
    async open(options) {
      const port = await mock.open(options);
      const { write, close } = port;
      port.write = async (bytes) => {
        await write.call(port, bytes);
        device.receive(bytes);
      };
      port.set = async ({ rts, dtr }) => device.pins({ rts: rts === true, dtr: dtr === true });
      port.close = async () => {
        await close.call(port);
        device.closed();
      };
      device.opened((bytes) => {
        if (port.isOpen) port.emitData(Buffer.from(bytes));
      });
      return port;
    },
  };
  const options = { path, baudRate, autoOpen: false, binding };
  return new SerialPortMock(options);
}
