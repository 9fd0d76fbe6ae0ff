import { CodedError } from './errors.ts';
import { dataId } from './text.ts';

/** What can be tethered, lit or sent to, as `architecture.md` lists the addresses. */
export type CameraAddress =
  | { kind: 'sim'; model: 'nikon' | 'canon' }
  | { kind: 'ptpip'; host: string; port: number; eventPort: number }
  | { kind: 'usb'; bus: number; device: number };
export type TriggerAddress =
  | { kind: 'none' }
  | { kind: 'sim'; profile: string }
  | { kind: 'serial'; path: string; profile: string };
export type StoreAddress =
  | { kind: 'folder'; path: string }
  | { kind: 'dicomweb'; url: string }
  | { kind: 'dicom'; calledAet: string; host: string; port: number };

/** PTP/IP's registered port, taken where an address names none. */
const ptpipPort = 15740;

/** Throws `address-invalid` with the address and what was expected. libgphoto2 takes numeric IPv4 only. */
export function parseCameraAddress(text: string): CameraAddress {
  const sim = /^sim:(nikon|canon)$/.exec(text);
  if (sim) return { kind: 'sim', model: sim[1] === 'canon' ? 'canon' : 'nikon' };
  const usb = /^usb:(\d{1,3}),(\d{1,3})$/.exec(text);
  if (usb) return { kind: 'usb', bus: Number(usb[1]), device: Number(usb[2]) };
  const ptpip = /^ptpip:(\d{1,3}(?:\.\d{1,3}){3})(?::(\d{1,5})(?::(\d{1,5}))?)?$/.exec(text);
  if (ptpip?.[1]?.split('.').every((part) => Number(part) <= 255)) {
    const port = ptpip[2] === undefined ? ptpipPort : Number(ptpip[2]);
    const eventPort = ptpip[3] === undefined ? port : Number(ptpip[3]);
    if (isPort(port) && isPort(eventPort)) return { kind: 'ptpip', host: ptpip[1], port, eventPort };
  }
  throw invalid(text, 'sim:nikon, sim:canon, ptpip:IP[:PORT[:EVENTPORT]], usb:BUS,DEV');
}

/** What the room's camera is called where nobody names its role. */
export const firstRole = 'face';

export type RoleAddress = { role: string; address: string };

/** `ROLE=ADDRESS`, or an address alone for the first role. The address may be `none`. Throws `address-invalid`. */
export function parseRoleAddress(text: string): RoleAddress {
  const named = /^([^=:]*)=(.*)$/s.exec(text);
  const role = named?.[1] ?? firstRole;
  const address = named?.[2] ?? text;
  if (!dataId.safeParse(role).success) throw invalid(text, 'ROLE=ADDRESS, ROLE in small letters, digits and hyphens');
  if (address !== 'none') parseCameraAddress(address);
  return { role, address };
}

/** Throws `address-invalid`. `sim:trigger` speaks `studio-trigger-1` unless `?profile=` names another. */
export function parseTriggerAddress(text: string): TriggerAddress {
  if (text === 'none') return { kind: 'none' };
  const sim = /^sim:trigger(?:\?profile=([a-z0-9-]+))?$/.exec(text);
  if (sim) return { kind: 'sim', profile: sim[1] ?? 'studio-trigger-1' };
  const serial = /^serial:([^?]+)(?:\?profile=([a-z0-9-]+))?$/.exec(text);
  if (serial?.[1]) return { kind: 'serial', path: serial[1], profile: serial[2] ?? 'studio-trigger-1' };
  throw invalid(text, 'sim:trigger, serial:PATH?profile=ID, none');
}

/** Throws `address-invalid`. A credential inside a URL is refused: addresses are shown and logged. */
export function parseStoreAddress(text: string): StoreAddress {
  const expected = 'folder:PATH, dicomweb:URL, dicom:AET@HOST:PORT';
  const folder = /^folder:(.+)$/s.exec(text);
  if (folder?.[1]) return { kind: 'folder', path: folder[1] };
  const dicomweb = /^dicomweb:(https?:\/\/[^\s/?#]+[^\s]*)$/.exec(text);
  if (dicomweb?.[1]) {
    if (/^https?:\/\/[^/]*@/.test(dicomweb[1])) throw invalid('dicomweb:…', 'a URL without a user name or password');
    return { kind: 'dicomweb', url: dicomweb[1].replace(/\/+$/, '') };
  }
  const dicom = /^dicom:([^@\s]{1,16})@([^@:\s]+):(\d{1,5})$/.exec(text);
  if (dicom?.[1] && dicom[2] && isPort(Number(dicom[3]))) {
    return { kind: 'dicom', calledAet: dicom[1], host: dicom[2], port: Number(dicom[3]) };
  }
  throw invalid(text, expected);
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65535;
}

function invalid(address: string, expected: string): CodedError {
  return new CodedError('address-invalid', { address, expected });
}
