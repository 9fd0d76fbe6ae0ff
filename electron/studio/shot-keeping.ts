import { createHash } from 'node:crypto';
import type { CardCopy, ShotFile, ShotResult } from '../contract/devices.ts';
import { CodedError, hasCode } from '../contract/errors.ts';
import type { StoredFile } from '../contract/journal.ts';
import type { SettingResult } from '../contract/settings.ts';
import type { Vault } from '../vault/vault.ts';
import type { ShotLight } from './exposure.ts';
import type { OpenSession } from './open-session.ts';
import type { CameraPort, CamerasPort } from './ports.ts';
import type { StudioDeps } from './studio-deps.ts';

export type KeepingDeps = {
  vault: Pick<Vault, 'storeOriginal'>;
  cameras: Pick<CamerasPort, 'settings'>;
  /** What a JPEG says of itself; see `StudioDeps`. */
  inspect(jpeg: Uint8Array): Pick<ReturnType<StudioDeps['inspect']>, 'orientation'>;
};

/** One shot as it came: from which camera, how that stood and how it was lit. */
export type TakenShot = { camera: CameraPort; result: ShotResult; settings: SettingResult[]; light: ShotLight };

/**
 * Brings a shot's files into the vault and journals it as captured; only then is the camera told that they are safe. Files
 * that the shot has already are not stored twice: a later record names them all. Throws `shot-incomplete` for bytes that
 * are not what the camera sent, and the vault's codes; the camera then keeps what it has.
 */
export async function keepShot(deps: KeepingDeps, session: OpenSession, id: string, taken: TakenShot): Promise<void> {
  const shot = session.state.shots.find((candidate) => candidate.id === id);
  const { camera, result, settings, light } = taken;
  if (result.files.length === 0) throw new CodedError('shot-incomplete');
  const files: StoredFile[] = [...(shot?.files ?? [])];
  for (const file of result.files) {
    if (files.some(({ sha256 }) => sha256 === file.sha256)) continue;
    files.push(await store(deps.vault, session.state.opened.session, file, shot?.number ?? 0, files.length));
  }
  const turn = turnOf(deps, result.files) ?? shot?.captured?.turn;
  const { manufacturer = '', model = '', serial, sensorWidthPx } = camera.identity ?? {};
  const { cardPictures } = deps.cameras.settings;
  // A simulated card ends with its camera, and a body without a serial number is never known again for certain.
  const isWatched = cardPictures === 'when-confirmed' && !camera.simulated && serial;
  const copies = isWatched ? [...(shot?.captured?.copies ?? []), ...result.files.map(copyOf)] : undefined;
  await session.record({
    type: 'shot-captured',
    shot: id,
    files,
    complete: shot?.captured ? isPair(files) : result.complete,
    settings,
    camera: { manufacturer, model, ...(serial ? { serial } : {}), ...(sensorWidthPx ? { sensorWidthPx } : {}) },
    light,
    ms: result.ms,
    ...(turn ? { turn } : {}),
    ...(copies ? { copies } : {}),
  });
  await camera.settle(
    result.files.map(({ source }) => source),
    cardPictures === 'delete',
  );
}

/** Of its JPEG, unless it stands. What cannot be read of it, its check says. */
function turnOf({ inspect }: KeepingDeps, files: readonly ShotFile[]): number | undefined {
  const jpeg = files.find(({ kind }) => kind === 'jpeg');
  try {
    const orientation = jpeg && inspect(jpeg.data).orientation;
    return orientation === 1 ? undefined : orientation;
  } catch (error) {
    if (hasCode(error, 'picture-unsupported')) return undefined;
    throw error;
  }
}

function copyOf({ source, sha256 }: ShotFile): CardCopy {
  return { source, sha256 };
}

/** No format makes more than a JPEG and a RAW: a shot that was completed with both lacks nothing any more. */
export function isPair(files: readonly Pick<StoredFile, 'kind'>[]): boolean {
  return (['jpeg', 'raw'] as const).every((wanted) => files.some(({ kind }) => kind === wanted));
}

/** Under the first name of the shot that is free: an attempt that failed half way may have left other bytes there. */
async function store(
  vault: KeepingDeps['vault'],
  session: string,
  file: ShotFile,
  shotNumber: number,
  index: number,
): Promise<StoredFile> {
  const name = fileName(shotNumber, index, file);
  if (createHash('sha256').update(file.data).digest('hex') !== file.sha256) {
    throw new CodedError('shot-incomplete', { file: name });
  }
  try {
    await vault.storeOriginal(session, name, file.data, file.sha256);
  } catch (error) {
    if (!hasCode(error, 'vault-write-failed') || error.params.reason !== 'exists') throw error;
    return await store(vault, session, file, shotNumber, index + 1);
  }
  return { name, kind: file.kind, bytes: file.data.byteLength, sha256: file.sha256 };
}

/** From our own counter: a camera's names wrap and repeat. */
function fileName(shotNumber: number, index: number, file: ShotFile): string {
  const extension = { jpeg: 'jpg', raw: 'raw', other: 'bin' }[file.kind];
  const suffix = index === 0 ? '' : `-${index + 1}`;
  return `shot-${String(shotNumber).padStart(4, '0')}${suffix}.${extension}`;
}
