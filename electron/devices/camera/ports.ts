import type { CameraAddress } from '../../contract/addresses.ts';
import type { CameraIdentity } from '../../contract/devices.ts';
import { CodedError, hasCode } from '../../contract/errors.ts';

/** As people write it, and as it is shown. */
export function formatAddress(address: CameraAddress): string {
  switch (address.kind) {
    case 'sim':
      return `sim:${address.model}`;
    case 'usb':
      return usbPort(address);
    case 'ptpip':
      return address.port === address.eventPort
        ? `ptpip:${address.host}:${address.port}`
        : `ptpip:${address.host}:${address.port}:${address.eventPort}`;
  }
}

/** A body as far as it is known before it is opened. */
export type KnownBody = Pick<CameraIdentity, 'model' | 'serial'>;

/**
 * libgphoto2's port paths for an address, the likeliest first. A USB body that was connected before may have come back
 * under another number: then it is one of its model, and its serial number tells which. Throws `camera-not-found`.
 */
export async function portsOf(
  address: Exclude<CameraAddress, { kind: 'sim' }>,
  before: KnownBody | undefined,
  detect: () => Promise<{ model: string; port: string }[]>,
): Promise<string[]> {
  if (address.kind === 'ptpip') return [`ptpip:${address.host}:${address.port}:${address.eventPort}`];
  const port = usbPort(address);
  if (!before) return [port];
  const alike = (await detect())
    .filter(({ model }) => model.toLowerCase().includes(before.model.toLowerCase()))
    .map((camera) => camera.port);
  const found = alike.includes(port) ? [port, ...alike.filter((other) => other !== port)] : alike;
  // Without a serial number nobody could tell which of several it is.
  const sure = before.serial !== undefined || found.length === 1 ? found : found.filter((other) => other === port);
  if (sure.length === 0) throw new CodedError('camera-not-found', { address: port });
  return sure;
}

/** Opens the first of these ports that has the body with this serial number. Throws why the last one did not. */
export async function openOneOf(
  ports: readonly string[],
  address: CameraAddress,
  serial: string | undefined,
  calls: { open(port: string): Promise<CameraIdentity>; close(): Promise<void> },
): Promise<CameraIdentity> {
  let why = new CodedError('camera-not-found', { address: formatAddress(address), detail: 'another camera' });
  for (const port of ports) {
    try {
      const found = await calls.open(port);
      // On USB alone a port does not say which body is meant.
      if (address.kind !== 'usb' || serial === undefined || found.serial === serial) return found;
      await calls.close();
    } catch (error) {
      if (!hasCode(error, 'camera-claimed', 'camera-not-found', 'camera-busy')) throw error;
      why = error;
    }
  }
  throw why;
}

function usbPort({ bus, device }: { bus: number; device: number }): string {
  const digits = (value: number): string => String(value).padStart(3, '0');
  return `usb:${digits(bus)},${digits(device)}`;
}
