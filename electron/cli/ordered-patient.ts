import { CodedError } from '../contract/errors.ts';
import type { Order } from '../contract/order.ts';
import { type Patient, patient as patientSchema } from '../contract/patient.ts';
import type { RisSettings } from '../stores/ris-peer.ts';
import type { Studio } from '../studio/studio.ts';

/** Whose series it is says one of two options. Throws `bad-input`. */
export function demandOneWho({ patient, worklistItem }: { patient?: string; worklistItem?: string }): void {
  if ((patient === undefined) === (worklistItem === undefined)) {
    throw new CodedError('bad-input', { call: 'run', at: '--patient FILE, or --worklist-item ACCESSION' });
  }
}

/**
 * Who is meant, and why. Throws `worklist-item-unknown`, and `patient-invalid` where the RIS leaves out what DICOM demands of a
 * patient: somebody has to complete it first.
 */
export async function orderOf(
  studio: Studio,
  accessionNumber: string,
  from: RisSettings | undefined,
): Promise<{ patient: Patient; order: Order }> {
  const item = await studio.ris.worklist.find(accessionNumber, from);
  const parsed = patientSchema.safeParse(item.patient);
  if (parsed.success) return { patient: parsed.data, order: item.order };
  const [issue] = parsed.error.issues;
  throw new CodedError('patient-invalid', { at: `--worklist-item: ${issue?.path.join('.')}`, problem: 'missing' });
}
