import type { CameraAddress } from '../../contract/addresses.ts';
import type { CameraIdentity } from '../../contract/devices.ts';
import { CodedError } from '../../contract/errors.ts';

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

/**
 * libgphoto2's port path for an address. A USB body that was connected before may have come back under another number:
 * then it is the only one of its model. Throws `camera-not-found`.
 */
export async function portOf(
  address: Exclude<CameraAddress, { kind: 'sim' }>,
  before: CameraIdentity | undefined,
  detect: () => Promise<{ model: string; port: string }[]>,
): Promise<string> {
  if (address.kind === 'ptpip') return `ptpip:${address.host}:${address.port}:${address.eventPort}`;
  const port = usbPort(address);
  if (!before) return port;
  const alike = (await detect()).filter(({ model }) => model.toLowerCase().includes(before.model.toLowerCase()));
  const found = alike.find((camera) => camera.port === port) ?? (alike.length === 1 ? alike[0] : undefined);
  if (!found) throw new CodedError('camera-not-found', { address: port });
  return found.port;
}

function usbPort({ bus, device }: { bus: number; device: number }): string {
  const digits = (value: number): string => String(value).padStart(3, '0');
  return `usb:${digits(bus)},${digits(device)}`;
}
