import type { PlannedStep } from '../../electron/contract/protocol.ts';

type View = Pick<PlannedStep, 'fieldWidthMm' | 'orientation' | 'mirror' | 'guide' | 'checks' | 'coding'>;

/** A view of both eyes in which nothing is checked. */
export const bothEyes: View = {
  fieldWidthMm: 144,
  orientation: 'landscape',
  mirror: false,
  guide: 'eyes-144',
  checks: [],
  coding: {
    region: { value: '81745001', scheme: 'SCT', meaning: 'Eye' },
    laterality: 'B',
    patientOrientation: ['L', 'F'],
    context: [],
  },
};
