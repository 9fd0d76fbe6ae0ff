import type { SessionRecord } from '../../electron/contract/journal.ts';
import type { PlannedStep } from '../../electron/contract/protocol.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import type { SessionState } from '../../electron/studio/session-state.ts';
import { SessionStates } from '../../electron/studio/session-states.ts';
import { bothEyes } from './both-eyes.ts';

export const at = '2026-11-22T09:00:00.000Z';

export function step(id: string, change: Partial<PlannedStep> = {}): PlannedStep {
  return {
    index: 0,
    id,
    view: id.toUpperCase(),
    title: { fr: id, en: id },
    instruction: { fr: id, en: id },
    required: true,
    accessories: [],
    scene: 'ambient',
    settings: {},
    demanded: [],
    ...bothEyes,
    ...change,
  };
}

/** Shot ids that read well in a failing test: `shotId(3)`. */
export function shotId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export function opened(steps: PlannedStep[]): Extract<SessionRecord, { type: 'session-opened' }> {
  return {
    type: 'session-opened',
    version: 1,
    at,
    session: '6f2b7a9e-0000-4000-8000-000000000001',
    patient: { patientId: 'P1', name: 'TEST^Anna', birthDate: '2010-01-02', sex: 'F' },
    protocol: { id: 'test', version: 1, title: { fr: 'Essai', en: 'Test' } },
    composite: { title: { fr: 'Essai', en: 'Test' }, rows: [steps.map(({ id }) => id)] },
    steps,
    studyUid: '2.25.1',
    seriesUid: '2.25.2',
    operator: 'station',
    simulated: true,
  };
}

export function started(number: number, stepId: string): SessionRecord {
  return { type: 'shot-started', at, shot: shotId(number), step: stepId, number, sopInstanceUid: `2.25.10${number}` };
}

export function captured(number: number): SessionRecord {
  return {
    type: 'shot-captured',
    at,
    shot: shotId(number),
    files: [{ name: `shot-000${number}.jpg`, kind: 'jpeg', bytes: 100 + number, sha256: 'a'.repeat(64) }],
    complete: true,
    settings: [],
    camera: { manufacturer: 'Nikon', model: 'D750' },
    light: { scene: 'ambient', mode: 'manual', fired: 'unknown' },
    ms: 40,
  };
}

export function checked(number: number, level: 'good' | 'block' = 'good'): SessionRecord {
  const code = level === 'good' ? 'exposure-good' : 'exposure-dark';
  return { type: 'shot-checked', at, shot: shotId(number), findings: [{ code, level }] };
}

export function accepted(number: number): SessionRecord {
  return { type: 'shot-accepted', at, shot: shotId(number) };
}

export function rejected(number: number): SessionRecord {
  return { type: 'shot-rejected', at, shot: shotId(number), reason: 'retake' };
}

/** Everything from the shutter to the decision. */
export function whole(number: number, stepId: string): SessionRecord[] {
  return [started(number, stepId), captured(number), checked(number), accepted(number)];
}

/** Two steps that must be taken, and a third that may. */
export const start = opened([step('one'), step('two'), step('three', { required: false })]);

/** What comes of those steps by these records. */
export function fold(...records: SessionRecord[]): SessionState {
  return foldSession([start, ...records]);
}

/** Sessions as a desk has them. */
export function statesOf(states: readonly SessionState[]): SessionStates {
  const all = new SessionStates();
  for (const state of states) all.put(state);
  return all;
}
