import { createReadStream } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { makeFolderDurably, writeDurably } from '../base/durable-file.ts';
import { errorCode, type FileSystem, nodeFileSystem } from '../base/file-system.ts';
import { CodedError, hasCode } from '../contract/errors.ts';
import { type DicomFile, readDicom } from './dicom/read.ts';
import { checkUids, different, incomplete, proveObject, retrieved } from './proof.ts';
import type { ObjectIdentity, Proof, Store } from './store.ts';

const ending = '.dcm';

/**
 * Part-10 files as `<path>/<StudyUID>/<SeriesUID>/<SOPInstanceUID>.dcm`, made when first needed, readable by their owner
 * alone. A file that stands there already is kept: the same picture counts as stored, another one is `store-different`.
 */
export function openFolder(path: string, fs: FileSystem = nodeFileSystem): Store {
  // An upload that is taken up later, from elsewhere, goes to the same folder.
  const root = resolve(path);
  const address = `folder:${root}`;
  const fileOf = (picture: ObjectIdentity) => {
    checkUids(picture.studyUid, picture.seriesUid, picture.sopInstanceUid);
    return join(root, picture.studyUid, picture.seriesUid, `${picture.sopInstanceUid}${ending}`);
  };

  /** The store's answers keep their codes; what the file system says is translated. */
  async function guarded<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (signal.aborted) throw new CodedError('aborted');
    try {
      return await work();
    } catch (error) {
      throw signal.aborted ? new CodedError('aborted') : folderError(error, address);
    }
  }

  async function confirm(picture: ObjectIdentity, signal: AbortSignal): Promise<Proof> {
    const path = fileOf(picture);
    if ((await fs.stat(path)) === null) throw incomplete(picture);
    const found = await readPicture(path, signal, picture.bytes).catch((error: unknown) => {
      throw hasCode(error, 'file-invalid') ? different(picture, error) : error;
    });
    proveObject(picture, found);
    return { how: 'read-back', peer: address };
  }

  return {
    address,
    kind: 'folder',
    hospital: false,
    check: (signal) =>
      guarded(signal, async () => {
        await makeFolderDurably(root, fs);
        await access(root, constants.R_OK | constants.W_OK | constants.X_OK);
        return ['Part 10'];
      }),
    close: async () => {},
    send: (object, signal) =>
      guarded(signal, async (): Promise<'stored'> => {
        const path = fileOf(object);
        if ((await fs.stat(path)) !== null) {
          await confirm(object, signal);
          return 'stored';
        }
        await makeFolderDurably(dirname(dirname(path)), fs);
        await makeFolderDurably(dirname(path), fs);
        await writeDurably(path, untilAborted(object.chunks, signal), fs);
        return 'stored';
      }),
    confirm: (picture, signal) => guarded(signal, () => confirm(picture, signal)),
    retrieveSeries: (studyUid, seriesUid, signal) =>
      guarded(signal, async () => {
        checkUids(studyUid, seriesUid);
        const studies = studyUid === undefined ? await fs.list(root) : [studyUid];
        const found = [];
        for (const study of studies) {
          const folder = join(root, study, seriesUid);
          for (const name of await namesIn(folder, fs)) {
            const file = await readPicture(join(folder, name), signal).catch((error: unknown) => {
              if (hasCode(error, 'file-invalid')) return undefined;
              throw error;
            });
            found.push(retrieved(name.slice(0, -ending.length), file));
          }
        }
        return found;
      }),
  };
}

/** The pictures in a series' folder; none where there is no such folder or a file has its name. */
async function namesIn(folder: string, fs: FileSystem): Promise<string[]> {
  try {
    return (await fs.list(folder)).filter((name) => name.endsWith(ending));
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}

async function readPicture(path: string, signal: AbortSignal, exactBytes?: number): Promise<DicomFile> {
  const stream = createReadStream(path, { highWaterMark: 256 * 1024, signal });
  try {
    return await readDicom(stream, exactBytes);
  } finally {
    stream.destroy();
  }
}

function* untilAborted(chunks: Iterable<Uint8Array>, signal: AbortSignal): Generator<Uint8Array> {
  for (const chunk of chunks) {
    if (signal.aborted) throw new CodedError('aborted');
    yield chunk;
  }
}

function folderError(error: unknown, store: string): unknown {
  if (hasCode(error, 'vault-full')) return new CodedError('store-full', { store }, { cause: error });
  const reason = hasCode(error, 'vault-write-failed') ? String(error.params.reason) : errorCode(error);
  if (reason === undefined || (error instanceof CodedError && error.code !== 'vault-write-failed')) return error;
  return new CodedError(byReason[reason] ?? 'store-unreachable', { store, reason }, { cause: error });
}

const byReason: Readonly<Record<string, 'store-full' | 'store-unauthorised'>> = {
  ENOSPC: 'store-full',
  EDQUOT: 'store-full',
  EACCES: 'store-unauthorised',
  EPERM: 'store-unauthorised',
  EROFS: 'store-unauthorised',
};
