/** One DICOM object ready to go: its chunks are a whole Part-10 file, the camera's bytes among them untouched. */
export type DicomObject = PictureIdentity & {
  readonly simulated: boolean;
  readonly chunks: readonly Uint8Array[];
};

/** Which picture is meant, and the proof of it: hash and length of the camera's file. */
export type PictureIdentity = {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  readonly sha256: string;
  readonly bytes: number;
};

/** What a store gave back for one instance. A picture that could not be read there has an empty hash and no bytes. */
export type RetrievedPicture = { readonly sopInstanceUid: string; readonly sha256: string; readonly bytes: number };

/**
 * Where pictures go to stay. A success that was reported is not a success: `send` says that the store answered for this
 * very instance, `confirm` that its bytes were read back and are the same. All calls throw CodedErrors and end with
 * `aborted` when the signal fires.
 */
export type Store = {
  readonly address: string;
  readonly kind: 'folder' | 'dicomweb' | 'dicom';
  /** A hospital's store takes no simulated pictures unless it was named as a test store. */
  readonly hospital: boolean;
  /** Returns if the store is there and would take pictures. Throws `store-unreachable`, `store-unauthorised`, … */
  check(signal: AbortSignal): Promise<void>;
  /** Sending the same object again is harmless. Throws `store-needs-test-flag`, `store-incomplete` where the store said nothing of it, … */
  send(object: DicomObject, signal: AbortSignal): Promise<'stored'>;
  /** Throws `store-incomplete` if the store does not have it, `store-different` if it has something else under its UID. */
  confirm(picture: PictureIdentity, signal: AbortSignal): Promise<'confirmed'>;
  /** What the store has of a series, read back; nothing where it has no such series. */
  retrieveSeries(studyUid: string | undefined, seriesUid: string, signal: AbortSignal): Promise<RetrievedPicture[]>;
};
