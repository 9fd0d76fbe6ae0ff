import { uidFrom } from '../base/uid.ts';
import type { ObjectKind, OutboxJob } from '../contract/journal.ts';
import { acceptedShots } from './session-fold.ts';
import type { FoldedShot, SessionState } from './session-state.ts';

type Instance = OutboxJob['instances'][number];
/** An object of a closed series as its job has it. */
export type SeriesObject = Instance & { kind: ObjectKind };

/** Derived pictures follow the originals, as far away as nobody photographs views. */
const derivedFrom = 1000;

/**
 * All that a series consists of, in the order in which it is sent: the accepted pictures in the protocol's order, those of them that have
 * to be turned as they stand, what was attached, the report, and the Key Objects that name all of it. Nothing where nothing was
 * accepted. UIDs of what is made from the pictures follow from theirs: the same series has the same objects, wherever it is sent.
 */
export function objectsOf(state: SessionState): SeriesObject[] {
  const shots = acceptedShots(state);
  const photographs = shots.flatMap(photographOf);
  if (photographs.length === 0) return [];
  const turned = shots.flatMap((shot, index) => (isTurned(state, shot) ? [derivedOf(shot, index)] : []));
  const documents = state.documents.map(({ sopInstanceUid, file }, index): SeriesObject => {
    return {
      kind: 'document',
      sopInstanceUid,
      seriesUid: documentsUid(state),
      file,
      instanceNumber: index + 2,
      state: 'unknown',
    };
  });
  return [...photographs, ...turned, ...documents, aboutAll(state, 'report'), aboutAll(state, 'key-objects')];
}

function photographOf({ id, sopInstanceUid, files }: FoldedShot, index: number): SeriesObject[] {
  const file = files.find(({ kind }) => kind === 'jpeg');
  if (!file) return [];
  return [{ kind: 'photograph', shot: id, sopInstanceUid, file, instanceNumber: index + 1, state: 'unknown' }];
}

/** It would lie on its side elsewhere, or show the patient mirrored. */
function isTurned({ steps }: SessionState, { step, captured, files }: FoldedShot): boolean {
  const mirror = steps.find(({ plan }) => plan.id === step)?.plan.mirror ?? 'none';
  return files.some(({ kind }) => kind === 'jpeg') && (captured?.turn !== undefined || mirror !== 'none');
}

function derivedOf({ id, sopInstanceUid }: FoldedShot, index: number): SeriesObject {
  const instanceNumber = derivedFrom + index + 1;
  return {
    kind: 'derived',
    shot: id,
    sopInstanceUid: uidFrom(sopInstanceUid, 'derived'),
    instanceNumber,
    state: 'unknown',
  };
}

function aboutAll(state: SessionState, kind: 'report' | 'key-objects'): SeriesObject {
  const { seriesUid } = state.opened;
  const series = kind === 'report' ? documentsUid(state) : uidFrom(seriesUid, 'key-objects');
  const sopInstanceUid = uidFrom(series, `${kind} ${contentOf(state)}`);
  return { kind, sopInstanceUid, seriesUid: series, instanceNumber: 1, state: 'unknown' };
}

function documentsUid({ opened }: SessionState): string {
  return uidFrom(opened.seriesUid, 'documents');
}

/** What the report and the Key Objects tell: where that is another thing, they are other objects. */
function contentOf({ steps, shots, documents }: SessionState): string {
  return JSON.stringify([
    steps.map(({ plan, state, reason, shot }) => [plan.id, state, reason, shot]),
    shots.map(({ id, state, rejected }) => [id, state, rejected]),
    documents.map(({ sopInstanceUid }) => sopInstanceUid),
  ]);
}
