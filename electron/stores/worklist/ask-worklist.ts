import { type ErrorCode, hasCode } from '../../contract/errors.ts';
import type { WorklistItem } from '../../contract/order.ts';
import type { Association } from '../dimse/association.ts';
import { type Found, find } from '../dimse/find.ts';
import { sopClasses } from '../dimse/sop-classes.ts';
import { codeAs, type RisSettings, withPeer } from '../ris-peer.ts';
import { matches } from './matching.ts';
import { worklistItems } from './worklist-items.ts';
import { type WorklistQuery, worklistKeys } from './worklist-query.ts';

/** What the RIS has of what was asked for, in the order of time. */
export type WorklistAnswer = {
  readonly items: readonly WorklistItem[];
  /** So many items could not be understood, and are not among them. */
  readonly broken: number;
  /** False where the list was too long to be given whole. */
  readonly complete: boolean;
};

/** What went wrong, as it is said of a worklist: nobody answers, or somebody does not want to. */
export const worklistErrors: Partial<Record<ErrorCode, ErrorCode>> = {
  'store-unreachable': 'worklist-unreachable',
  'store-timeout': 'worklist-unreachable',
  'store-busy': 'worklist-unreachable',
  'store-refused': 'worklist-refused',
  'store-unauthorised': 'worklist-refused',
  'store-untrusted': 'worklist-refused',
  'store-format-refused': 'worklist-refused',
};

/**
 * Asks a RIS for its modality worklist. Throws `worklist-unreachable`, `worklist-refused`, `aborted`. A patient is looked for
 * in the whole list, whatever way their name is written there; the peer itself looks only where its list is longer than `most`.
 */
export async function askWorklist(
  settings: RisSettings,
  query: WorklistQuery,
  signal: AbortSignal,
  most?: number,
): Promise<WorklistAnswer> {
  return await codeAs(worklistErrors, () =>
    withPeer(settings, 'worklist', signal, async (association) => {
      const found = await wholeList(association, query, signal, most);
      return itemsIn(found, query);
    }),
  );
}

async function wholeList(
  association: Association,
  query: WorklistQuery,
  signal: AbortSignal,
  most?: number,
): Promise<Found> {
  const ask = (narrow?: 'patientId' | 'patientName') =>
    find(association, sopClasses.worklist.uid, worklistKeys(query, narrow), signal, { most });
  if (query.patient === undefined) return await ask();
  const whole = await ask().catch((error: unknown) => {
    if (hasCode(error, 'store-busy', 'store-refused')) return undefined;
    throw error;
  });
  if (whole?.complete) return whole;
  // A number of more than ASCII is nobody's, and wildcards are for names.
  const byId = isNumber(query.patient) ? await ask('patientId') : { answers: [], broken: 0, complete: true };
  const byName = await ask('patientName');
  return {
    answers: [...byId.answers, ...byName.answers],
    broken: byId.broken + byName.broken,
    complete: byId.complete && byName.complete,
  };
}

function isNumber(text: string): boolean {
  return /^[\x21-\x5b\x5d-\x7e]{1,64}$/.test(text) && !/[*?]/.test(text);
}

function itemsIn({ answers, broken, complete }: Found, query: WorklistQuery): WorklistAnswer {
  const items = new Map<string, WorklistItem>();
  let unusable = broken;
  for (const answer of answers) {
    const parts = worklistItems(answer, query.stationAet);
    unusable += parts.broken;
    for (const item of parts.items) if (!items.has(item.id) && matches(item, query)) items.set(item.id, item);
  }
  const inTime = [...items.values()].sort((a, b) => a.scheduledAt.localeCompare(b.scheduledAt));
  return { items: inTime, broken: unusable, complete };
}
