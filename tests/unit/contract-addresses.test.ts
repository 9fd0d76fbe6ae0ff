import { describe, expect, test } from 'vitest';
import {
  parseCameraAddress,
  parseRoleAddress,
  parseStoreAddress,
  parseTriggerAddress,
} from '../../electron/contract/addresses.ts';

describe('camera addresses', () => {
  test.each([
    ['sim:nikon', { kind: 'sim', model: 'nikon' }],
    ['usb:1,4', { kind: 'usb', bus: 1, device: 4 }],
    ['usb:001,004', { kind: 'usb', bus: 1, device: 4 }],
    ['ptpip:192.168.1.20', { kind: 'ptpip', host: '192.168.1.20', port: 15740, eventPort: 15740 }],
    ['ptpip:127.0.0.1:4000', { kind: 'ptpip', host: '127.0.0.1', port: 4000, eventPort: 4000 }],
    ['ptpip:127.0.0.1:4000:4001', { kind: 'ptpip', host: '127.0.0.1', port: 4000, eventPort: 4001 }],
  ])('%s', (text, expected) => expect(parseCameraAddress(text)).toEqual(expected));

  test.each([
    '',
    'sim:leica',
    'ptpip:camera.local',
    'ptpip:300.1.1.1',
    'ptpip:127.0.0.1:0',
    'ptpip:127.0.0.1:70000',
    'usb:1',
  ])('%j is refused by name', (text) => expect(() => parseCameraAddress(text)).toThrow(/address-invalid/));
});

describe('cameras with a role', () => {
  test.each([
    ['sim:nikon', { role: 'face', address: 'sim:nikon' }],
    ['intra-oral=ptpip:10.0.0.5', { role: 'intra-oral', address: 'ptpip:10.0.0.5' }],
    ['none', { role: 'face', address: 'none' }],
  ])('%s', (text, expected) => expect(parseRoleAddress(text)).toEqual(expected));

  test.each(['=sim:nikon', 'Intra Oral=sim:nikon', 'face=', 'face=sim:leica', 'sim:nikon=face'])(
    '%j is refused by name',
    (text) => expect(() => parseRoleAddress(text)).toThrow(/address-invalid/),
  );
});

describe('trigger addresses', () => {
  test.each([
    ['none', { kind: 'none' }],
    ['sim:trigger', { kind: 'sim', profile: 'studio-trigger-1' }],
    ['serial:/dev/ttyUSB0?profile=line-pulse', { kind: 'serial', path: '/dev/ttyUSB0', profile: 'line-pulse' }],
    ['serial:COM3', { kind: 'serial', path: 'COM3', profile: 'studio-trigger-1' }],
  ])('%s', (text, expected) => expect(parseTriggerAddress(text)).toEqual(expected));

  test('an unknown one is refused by name', () => {
    expect(() => parseTriggerAddress('usb:flash')).toThrow(/address-invalid.*usb:flash/);
  });
});

describe('store addresses', () => {
  test.each([
    ['folder:/srv/pictures', { kind: 'folder', path: '/srv/pictures' }],
    ['dicomweb:http://127.0.0.1:8042/dicom-web/', { kind: 'dicomweb', url: 'http://127.0.0.1:8042/dicom-web' }],
    ['dicom:ARCHIVE@10.0.0.5:11112', { kind: 'dicom', calledAet: 'ARCHIVE', host: '10.0.0.5', port: 11112 }],
  ])('%s', (text, expected) => expect(parseStoreAddress(text)).toEqual(expected));

  test('a password inside a URL is refused and not repeated', () => {
    const parse = () => parseStoreAddress('dicomweb:https://user:hunter2@archive/dicom-web');
    expect(parse).toThrow(/address-invalid/);
    expect(parse).not.toThrow(/hunter2/);
  });
});
