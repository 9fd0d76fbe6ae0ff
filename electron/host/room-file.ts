import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { makeFolderDurably, writeDurably } from '../base/durable-file.ts';
import { errorCode } from '../base/file-system.ts';
import { parseCameraAddress } from '../contract/addresses.ts';
import { CodedError } from '../contract/errors.ts';
import { roomSettings } from '../contract/room.ts';
import { dataId } from '../contract/text.ts';

const roomCamera = z.strictObject({
  role: dataId,
  address: z.string().refine(isAddress, 'a camera address is expected'),
  /** The body that was there: by these one on USB is found under another number. */
  model: z.string().optional(),
  serial: z.string().optional(),
});

const roomFile = z.strictObject({
  cameras: z
    .array(roomCamera)
    .refine((cameras) => new Set(cameras.map(({ role }) => role)).size === cameras.length, 'each role only once')
    .default([]),
  ...roomSettings.shape,
});
export type RoomFile = z.infer<typeof roomFile>;
export type RoomCamera = z.infer<typeof roomCamera>;

/** What stands in the file; an empty room where there is none. Throws `data-broken`, naming file and place. */
export async function readRoom(path: string): Promise<RoomFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return roomFile.parse({});
    throw broken(path, '', errorCode(error) ?? 'unreadable', error);
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw broken(path, '', 'not JSON', error);
  }
  const parsed = roomFile.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw broken(path, issue?.path.join('.') ?? '', issue?.message ?? '', parsed.error);
}

/** Throws `file-unwritable`. */
export async function writeRoom(path: string, room: RoomFile): Promise<void> {
  try {
    await makeFolderDurably(dirname(path));
    await writeDurably(path, new TextEncoder().encode(`${JSON.stringify(room, null, 2)}\n`));
  } catch (error) {
    const reason = error instanceof CodedError ? (error.params.reason ?? error.code) : (errorCode(error) ?? 'unknown');
    throw new CodedError('file-unwritable', { file: path, reason }, { cause: error });
  }
}

function isAddress(text: string): boolean {
  try {
    parseCameraAddress(text);
    return true;
  } catch {
    return false;
  }
}

function broken(file: string, at: string, reason: string, cause: unknown): CodedError {
  const problem = at === '' ? reason : `${at}: ${reason}`;
  return new CodedError('data-broken', { file, at, problem }, { cause });
}
