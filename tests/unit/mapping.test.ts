import { describe, expect, it } from 'vitest';
import type { MappingRow } from '../../electron/contract/connections.ts';
import { mappedProtocol } from '../../electron/contract/mapping.ts';
import type { Code } from '../../electron/contract/protocol.ts';

const code = (value: string, scheme = 'CCAM'): Code => ({ value, scheme, meaning: 'x' });
const there = (protocol: string): boolean => protocol !== 'gone';
const row = (field: MappingRow['field'], value: string, protocol = 'gaze-9'): MappingRow => ({
  field,
  value,
  protocol,
});

describe('the protocol that an order means', () => {
  const asked = {
    requestedProcedure: 'Photographies OPHTALMO : regard',
    requestedProcedureCode: code('BJQP003'),
    scheduledStep: 'Bilan orthodontique',
    scheduledStepCodes: [code('ORTHO-15', '99HOSP')],
  };
  const cases: { rows: MappingRow[]; protocol: string | undefined }[] = [
    { rows: [], protocol: undefined },
    { rows: [row('code', 'bjqp003')], protocol: 'gaze-9' },
    { rows: [row('code', 'BJQP003@CCAM')], protocol: 'gaze-9' },
    { rows: [row('code', 'BJQP003@99HOSP')], protocol: undefined },
    { rows: [row('code', 'BJQP')], protocol: undefined },
    { rows: [row('code', 'ortho-15@99hosp', 'ortho-15')], protocol: 'ortho-15' },
    { rows: [row('words', 'Ophtalmô')], protocol: 'gaze-9' },
    { rows: [row('words', 'orthodontique', 'ortho-15')], protocol: 'ortho-15' },
    { rows: [row('words', 'BJQP003')], protocol: undefined },
    { rows: [row('code', 'BJQP003', 'gone')], protocol: undefined },
    { rows: [row('code', 'BJQP003', 'gone'), row('words', 'regard')], protocol: 'gaze-9' },
    {
      rows: [row('code', 'BJQP001', 'face'), row('words', 'bilan', 'ortho-15'), row('code', 'BJQP003')],
      protocol: 'ortho-15',
    },
  ];
  it.each(cases)('$rows gives $protocol', ({ rows, protocol }) => {
    expect(mappedProtocol(rows, asked, there)).toBe(protocol);
  });

  it('is none where the RIS says nothing of what was ordered', () => {
    expect(
      mappedProtocol([row('words', 'regard'), row('code', 'BJQP003')], { scheduledStepCodes: [] }, there),
    ).toBeUndefined();
  });
});
