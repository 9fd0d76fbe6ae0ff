import type { ShotFile } from '../../contract/devices.ts';

/** Where a file lies on a camera. Pictures in the body's memory lie in `/`. */
export type CameraPath = { folder: string; name: string };

const jpegs = /\.jpe?g$/i;
const raws = /\.(?:nef|nrw|cr[23w]|arw|srf|sr2|dng|raf|orf|rw2|raw|pef|srw|3fr|iiq)$/i;
/** Films, sound and the body's own lists lie among the pictures; nobody here wants them, and films are huge. */
const noPictures = /\.(?:mov|mp4|m4v|avi|mts|m2ts|mpg|crm|wav|mp3|ctg|dat|ind|xml|thm|log|txt|db)$/i;

/** What a file will be, by its name; undefined where it is no picture. What it is, its first bytes tell. */
export function announcedKind(name: string): ShotFile['kind'] | undefined {
  if (jpegs.test(name)) return 'jpeg';
  if (raws.test(name)) return 'raw';
  return noPictures.test(name) ? undefined : 'other';
}

/** The name before the dot, which the files of one picture share on a card. */
export function stem(name: string): string {
  return name.replace(/\.[^.]*$/, '').toLowerCase();
}

/** The counter in a picture's name: 12 in `DSC_0012.NEF`. */
export function pictureNumber(name: string): number | undefined {
  const digits = /(\d{4})$/.exec(stem(name))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export function isInMemory({ folder }: CameraPath): boolean {
  return folder === '/';
}
