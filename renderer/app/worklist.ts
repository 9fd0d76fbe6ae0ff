import type { ErrorInfo } from '../../electron/contract/errors.ts';
import type { WorklistRow } from '../catalogue/catalogue.ts';
import { open, resume } from './decisions.ts';
import { focusOn } from './focus.ts';
import { openingOf, pressOf } from './opening.ts';
import { ask, inquire, usePage } from './store.ts';

/**
 * One press: the session opens, or goes on. Where something is missing, or all is photographed already, the form comes first,
 * filled in as far as it is known.
 */
export async function choose(row: WorklistRow): Promise<void> {
  const { snapshot, link } = usePage.getState();
  if (!snapshot || !link) return;
  const { item, session } = row;
  const press = pressOf(row, snapshot.protocols);
  if (press === 'resume' && session) return resume(session.id);
  const opening = press === 'open' && snapshot.disk.state !== 'full' ? openingOf(item, snapshot.protocols) : null;
  if (opening) await open(opening);
  else usePage.setState({ forItem: item });
}

export function refreshWorklist(): void {
  const { snapshot, asking } = usePage.getState();
  const state = snapshot?.worklist.state ?? 'unset';
  if (state === 'unset' || state === 'asking' || asking.includes('worklist.refresh')) return;
  void ask('worklist.refresh', {});
}

/**
 * What the RIS knows of somebody whom nobody expected today: the form is filled in with it. Answers what there is to say where it
 * knows nothing. Nothing comes of an answer that is no longer `wanted`: somebody else is being entered by then, or nobody is there.
 */
export async function lookUp(patient: string, wanted: () => boolean): Promise<'found' | 'nobody' | ErrorInfo> {
  const said = await inquire('worklist.find', { patient });
  if (!said || 'error' in said) return said?.error ?? 'nobody';
  const item = said.answer.items.find((one) => one.patient.patientId === patient);
  if (!item) return 'nobody';
  if (wanted()) usePage.setState({ forItem: item });
  return 'found';
}

/** The form for somebody whom nobody announced. */
export function beginByHand(): void {
  usePage.setState({ forItem: null });
  // The field may have to come on screen first.
  requestAnimationFrame(() => focusOn('new-patient'));
}
