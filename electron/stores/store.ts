import type { Confirmation } from '../contract/journal.ts';

/** One DICOM object ready to go: its chunks are a whole Part-10 file, the camera's bytes among them untouched. */
export type DicomObject = ObjectIdentity & {
  readonly sopClassUid: string;
  readonly transferSyntaxUid: string;
  readonly simulated: boolean;
  readonly chunks: readonly Uint8Array[];
};

/**
 * Which object is meant, and the proof of it: hash and length of what it carries. That is the camera's file of a picture, the
 * JPEG of a derived one, the PDF of a document, and of Key Objects their content tree (`contentProof` of what is written).
 */
export type ObjectIdentity = {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Whose it is. Where it is known, the same object of another patient counts as different. */
  readonly patientId?: string | undefined;
};

/**
 * Hears that so many bytes more have left. What it returns is waited for before more may leave: a limit on bandwidth is kept
 * that way. Time spent waiting for it is no silence of the store's.
 */
export type Left = (bytes: number) => Promise<void> | void;

/** The store has taken it; with a warning where it noted something: the status, and what it means. */
export type Stored = 'stored' | { readonly warning: string };

/** How a store has proven it; the outbox adds when. */
export type Proof = Omit<Confirmation, 'at'>;

/** What a store gave back for one instance. What could not be read there has an empty hash and no bytes. */
export type RetrievedPicture = { readonly sopInstanceUid: string; readonly sha256: string; readonly bytes: number };

/**
 * Where pictures go to stay. A success that was reported is not a success: `send` says that the store answered for this
 * very instance, `confirm` that it has proven to have it. All calls throw CodedErrors and end with `aborted` when the signal
 * fires. A store may be used by several calls at once.
 */
export type Store = {
  readonly address: string;
  readonly kind: 'folder' | 'dicomweb' | 'dicom';
  /** A hospital's store takes no simulated pictures unless it was named as a test store. */
  readonly hospital: boolean;
  /** Returns what it takes, in words for people, if the store is there. Throws `store-unreachable`, `store-unauthorised`, … */
  check(signal: AbortSignal): Promise<readonly string[]>;
  /**
   * Sending the same object again is harmless. Throws `store-needs-test-flag`,
   * `store-incomplete` where the store said nothing of it, `store-busy` with `seconds` where it asked to be left alone, …
   */
  send(object: DicomObject, signal: AbortSignal, left?: Left): Promise<Stored>;
  /**
   * Calls that come at about the same time may become one question. Throws `store-incomplete` if the store does not have it,
   * `store-different` if it has something else under its UID, `store-unproven` if it could not show either in time.
   */
  confirm(object: ObjectIdentity, signal: AbortSignal): Promise<Proof>;
  /** What the store has of a series, read back; nothing where it has no such series. */
  retrieveSeries(studyUid: string | undefined, seriesUid: string, signal: AbortSignal): Promise<RetrievedPicture[]>;
  /** Lets go of connections. It can be used again after that. */
  close(): Promise<void>;
};
