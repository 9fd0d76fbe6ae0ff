import type { Rejection } from '../contract/journal.ts';
import type { FoldedShot, SessionState } from './session-state.ts';

/** When the last picture or document of a series came to be; the session's beginning where there is none. */
export function endOfWork({ opened, shots, documents }: SessionState): string {
  const times = [...shots.map(({ startedAt }) => startedAt), ...documents.map(({ at }) => at)];
  return times.reduce((last, at) => (Date.parse(at) > Date.parse(last) ? at : last), opened.at);
}

const reasons: Readonly<Record<Rejection, string>> = {
  retake: 'refaite',
  replaced: 'remplacée',
  undone: 'reprise annulée',
  'found-later': 'retrouvée plus tard',
};

/** The tries of a series that nobody accepted, in the order in which they were made. */
export function rejectedTries({ shots }: SessionState): FoldedShot[] {
  return shots.filter(({ captured, state }) => captured && state !== 'accepted');
}

export function whyRejected({ rejected }: FoldedShot): string {
  return rejected ? reasons[rejected] : 'non retenue';
}

/** What the Key Objects say of a series in words: how many views it has, and which tries stay behind. */
export function completeSeriesText(state: SessionState): string {
  const { steps, opened } = state;
  const accepted = steps.filter((step) => step.state === 'accepted').length;
  const head = `Série « ${opened.protocol.title.fr} » : ${accepted} vue(s) sur ${steps.length}.`;
  const tries = rejectedTries(state).map((shot) => {
    const title = steps.find(({ plan }) => plan.id === shot.step)?.plan.title.fr ?? shot.step;
    return `${title} (prise n° ${shot.number}, ${whyRejected(shot)})`;
  });
  if (tries.length === 0) return `${head} Aucune prise écartée.`;
  return `${head} Prises écartées, conservées au coffre du studio et non envoyées : ${tries.join(' ; ')}.`;
}

const rejections = {
  '113001': 'Ces images ne doivent plus être utilisées : qualité insuffisante.',
  '113037':
    'Ces images ne doivent plus être utilisées : l’identité du patient y est erronée. Elles ont été renvoyées corrigées.',
  '113038':
    'Ces images ne doivent plus être utilisées : elles portaient un mauvais patient ou une mauvaise demande. Elles ont été renvoyées corrigées.',
} as const;

export function rejectionText(title: keyof typeof rejections): string {
  return rejections[title];
}
