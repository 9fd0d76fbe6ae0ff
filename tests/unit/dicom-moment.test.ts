import { describe, expect, it } from 'vitest';
import { momentOf, zoneOf } from '../../electron/stores/dicom/moment.ts';

describe('an instant as DICOM writes it', () => {
  it.each([
    ['2026-11-22T23:30:05.250Z', 60, '20261123', '003005.250', '+0100'],
    ['2026-11-23T00:30:05.250+01:00', 60, '20261123', '003005.250', '+0100'],
    ['2026-01-01T02:00:00Z', -210, '20251231', '223000.000', '-0330'],
    ['2026-06-01T12:00:00Z', 0, '20260601', '120000.000', '+0000'],
  ])('%s at %i minutes', (instant, offset, date, time, zone) => {
    expect(momentOf(instant, offset)).toEqual({ date, time, dateTime: `${date}${time}${zone}` });
    expect(zoneOf(offset)).toBe(zone);
  });

  it('refuses what is none', () => {
    expect(() => momentOf('yesterday', 0)).toThrow(expect.objectContaining({ code: 'bad-input' }));
  });
});
