import { describe, expect, it } from 'vitest';
import type { Vr } from '../../electron/stores/dicom/dictionary.ts';
import { encodeValue } from '../../electron/stores/dicom/values.ts';

const text = (vr: Vr, value: string | number) => Buffer.from(encodeValue('PatientID', vr, value)).toString('utf8');

describe('a value that its VR allows', () => {
  it.each<[Vr, string | number, string]>([
    ['AE', 'STUDIO', 'STUDIO'],
    ['CS', 'ISO_IR 192', 'ISO_IR 192'],
    ['DA', '20240229', '20240229'],
    ['TM', '235960.123456', '235960.123456'],
    ['TM', '0830', '0830'],
    ['DT', '20261122093115.250+0100', '20261122093115.250+0100'],
    ['IS', -12, '-12'],
    ['IS', '2147483647', '2147483647'],
    ['DS', 0.00625, '0.00625'],
    ['DS', 1 / 3, '0.33333333333333'],
    ['DS', -1 / 3, '-0.3333333333333'],
    ['DS', 1e-7, '1e-7'],
    ['LO', 'é'.repeat(64), 'é'.repeat(64)],
    ['SH', '山'.repeat(16), '山'.repeat(16)],
    ['LT', 'a\\b\r\nc', 'a\\b\r\nc'],
    ['PN', `${'é'.repeat(64)}=山田^花子`, `${'é'.repeat(64)}=山田^花子`],
    ['UI', '1.2.840.0.1', '1.2.840.0.1'],
  ])('%s %j', (vr, value, written) => {
    expect(text(vr, value)).toBe(written);
  });

  it('binary numbers are little-endian', () => {
    expect([...encodeValue('Rows', 'US', 0x1234)]).toEqual([0x34, 0x12]);
    expect([...encodeValue('IncidencePictureBytes', 'UL', 0xfffefdfc)]).toEqual([0xfc, 0xfd, 0xfe, 0xff]);
    expect(Buffer.from(encodeValue('IncidenceFieldWidthMm', 'FD', 144)).readDoubleLE()).toBe(144);
  });
});

describe('a value that its VR forbids is refused, and not quoted', () => {
  it.each<[Vr, string | number | Uint8Array, string]>([
    ['AE', 'SEVENTEEN LETTERS', 'longer than 16 characters'],
    ['CS', 'lower', 'not capitals'],
    ['DA', '22.11.2026', 'not a day'],
    ['DA', '20230229', 'not a day'],
    ['DA', '2026112', 'not a day'],
    ['TM', '246000', 'not a time'],
    ['DT', '20261322093115', 'not a date and time'],
    ['IS', 1.5, 'not an integer'],
    ['IS', 2 ** 31, 'not an integer of 32 bits'],
    ['IS', '1.0', 'not an integer'],
    ['DS', Number.NaN, 'not finite'],
    ['DS', 'abc', 'not a decimal number'],
    ['DS', '12345678901234567', 'longer than 16'],
    ['LO', 'x'.repeat(65), 'longer than 64'],
    ['LO', 'a\\b', 'backslash'],
    ['LO', 'a\u0007', 'control character'],
    ['LO', 'a\nb', 'control character'],
    ['LO', 'a\ud800', 'surrogate'],
    ['LT', 'a\u0000', 'control character'],
    ['PN', 'A\\B', 'backslash'],
    ['PN', 'a^b^c^d^e^f', 'five components'],
    ['PN', 'a=b=c=d', 'three component groups'],
    ['PN', 'x'.repeat(65), 'longer than 64'],
    ['CS', 'É', 'outside ASCII'],
    ['UI', '1.02', 'not a UID'],
    ['UI', '1..2', 'not a UID'],
    ['UI', `1.${'2'.repeat(63)}`, 'longer than 64'],
    ['US', 70_000, 'not an integer from 0 to 65535'],
    ['US', -1, 'not an integer'],
    ['UL', 2 ** 32, 'not an integer'],
    ['US', '5', 'not a number'],
    ['FD', Number.POSITIVE_INFINITY, 'not finite'],
    ['OB', 'text', 'not bytes'],
    ['LO', 5, 'not text'],
  ])('%s %j', (vr, value, why) => {
    const encode = () => encodeValue('PatientID', vr, value);
    expect(encode).toThrow(expect.objectContaining({ code: 'bad-input' }));
    expect(encode).toThrow(why);
    if (typeof value === 'string' && value.length > 3) expect(encode).not.toThrow(value);
  });
});
