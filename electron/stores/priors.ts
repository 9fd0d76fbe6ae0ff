import type { Patient } from '../contract/patient.ts';
import type { PriorFacts, PriorPlace } from '../contract/priors.ts';

/** Whose pictures are looked for. An archive is asked by the number alone: not all of them find a name as it is written. */
export type Sought = Pick<Patient, 'patientId' | 'issuer' | 'birthDate'>;

/** One photograph in an archive; without `facts` where the archive does not tell them before it is fetched whole. */
export type FoundPrior = PriorPlace & {
  readonly facts?: PriorFacts | undefined;
  /** What its series is called, where that is all that is told. */
  readonly description?: string | undefined;
};

/** `jpeg` as it is stored: with its EXIF, if it has any. `bytes` is what came over the line for it. */
export type FetchedPrior = { readonly jpeg: Uint8Array; readonly facts: PriorFacts; readonly bytes: number };

/** What is wanted of a picture. */
export type PriorWish = {
  /** As many pixels of its long side are enough. */
  readonly longSidePx: number;
  /** It stands upright as it is stored, so that the archive may make it smaller; else its EXIF has to come along. */
  readonly upright: boolean;
  /** More than so many bytes are not taken. */
  readonly mostBytes: number;
};

/** An archive as earlier pictures are taken out of it. All calls throw CodedErrors and end with `aborted` when the signal fires. */
export type PriorSource = {
  readonly address: string;
  /**
   * The patient's photographs, newest series first, at most some hundreds; none that a Key Object note rejects. Whoever asks
   * checks once more whose they are. Nothing is found for a number that the archive does not know.
   */
  find(patient: Sought, signal: AbortSignal): Promise<FoundPrior[]>;
  /** Throws `file-invalid` for what is no photograph that can be shown, `store-incomplete` where it is there no more. */
  fetch(prior: FoundPrior, wish: PriorWish, signal: AbortSignal): Promise<FetchedPrior>;
};

/** So many series of one patient are looked into, the newest ones, and so many of their objects. */
export const mostSeries = 60;
export const mostObjects = 600;

/** What an archive says of a series tells at once that it is somebody else's. */
export function isSurelyOther(sought: Sought, found: PriorFacts['patient']): boolean {
  return (
    (found.patientId !== '' && found.patientId !== sought.patientId) ||
    (found.birthDate !== '' && found.birthDate !== sought.birthDate)
  );
}
