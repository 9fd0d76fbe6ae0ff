import type { WorklistItem } from '../../contract/order.ts';
import type { WorklistQuery } from './worklist-query.ts';

/**
 * Whether an item is what was asked for. Peers that compare byte by byte, or do not know a key, answer too much: what counts
 * is decided here, without regard to case and accents.
 */
export function matches({ patient, order, modality, scheduledAt }: WorklistItem, query: WorklistQuery): boolean {
  const day = scheduledAt.slice(0, 10);
  if (query.from !== undefined && day < query.from) return false;
  if (query.to !== undefined && day > query.to) return false;
  if (query.modality !== undefined && modality !== undefined && modality !== query.modality) return false;
  if (query.accessionNumber !== undefined && order.accessionNumber !== query.accessionNumber) return false;
  return query.patient === undefined || isPatient(patient, query.patient);
}

function isPatient({ patientId, name }: WorklistItem['patient'], asked: string): boolean {
  const wanted = plain(asked);
  if (plain(patientId) === wanted) return true;
  const pattern = /[*?]/.test(wanted) ? wanted : `*${wanted}*`;
  return name.split('=').some((group) => isLike(plain(group), pattern));
}

/** Whether all of a text is as a pattern of `*` (any letters) and `?` (one): in few steps, however many of them there are. */
function isLike(text: string, pattern: string): boolean {
  const [start = '', ...parts] = pattern.split('*');
  const end = parts.pop();
  if (end === undefined) return text.length === start.length && isAt(text, start, 0);
  const last = text.length - end.length;
  if (last < start.length || !isAt(text, start, 0) || !isAt(text, end, last)) return false;
  let from = start.length;
  for (const part of parts) {
    while (from + part.length <= last && !isAt(text, part, from)) from += 1;
    from += part.length;
    if (from > last) return false;
  }
  return true;
}

function isAt(text: string, part: string, from: number): boolean {
  return part.split('').every((letter, index) => letter === '?' || letter === text[from + index]);
}

/** Letters that are not another letter with a mark. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

function plain(text: string): string {
  const bare = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return bare
    .replace(/[ßøæœłđðþı]/g, (letter) => letters[letter] ?? letter)
    .replace(/[\s,^]+/g, ' ')
    .trim();
}
