import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { parseCameraAddress } from '../contract/addresses.ts';
import { roomSettings } from '../contract/room.ts';
import { dataId } from '../contract/text.ts';
import { readKept, writeKept } from './kept-file.ts';

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
  /** The secret in the tablet's address, so that a tablet finds the same one tomorrow. */
  tabletPath: z
    .string()
    .regex(/^[a-z2-7]{12}$/)
    .optional(),
});
export type RoomFile = z.infer<typeof roomFile>;
export type RoomCamera = z.infer<typeof roomCamera>;

/** What stands in the file; an empty room where there is none. Throws `data-broken`, naming file and place. */
export function readRoom(path: string): Promise<RoomFile> {
  return readKept(path, roomFile);
}

/** Throws `file-unwritable`. */
export function writeRoom(path: string, room: RoomFile): Promise<void> {
  return writeKept(path, room);
}

/** Sixty bits that nobody guesses, in letters and figures that a finger finds on a tablet. */
export function newTabletPath(): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  return Array.from(randomBytes(12), (byte) => letters[byte % 32]).join('');
}

function isAddress(text: string): boolean {
  try {
    parseCameraAddress(text);
    return true;
  } catch {
    return false;
  }
}
