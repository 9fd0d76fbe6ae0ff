import type { Pose } from '../../electron/contract/devices.ts';
import type { Fixation, PlannedStep } from '../../electron/contract/protocol.ts';

type View = Pick<PlannedStep, 'fieldWidthMm' | 'orientation' | 'mirror' | 'guide' | 'checks' | 'coding'>;

/** A view of both eyes in which nothing is checked. */
export const bothEyes: View = {
  fieldWidthMm: 144,
  orientation: 'landscape',
  mirror: 'none',
  guide: 'eyes-144',
  checks: [],
  coding: {
    region: { value: '81745001', scheme: 'SCT', meaning: 'Eye' },
    laterality: 'B',
    patientOrientation: ['L', 'F'],
    regionModifiers: [],
    structureModifiers: [],
    viewModifiers: [],
    devices: [],
    context: [],
  },
};

/** What a simulated patient is told for a gaze. */
export function bothEyesLooking(look: Fixation): Pose {
  return { view: 'GAZE', look, fieldWidthMm: 144, orientation: 'landscape', grip: 'up', mirror: 'none' };
}
