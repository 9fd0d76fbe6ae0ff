/** The beginning of every age identity; what follows are 58 signs of an alphabet without B, I, O and 1. */
export const keyPrefix = 'AGE-SECRET-KEY-1';
export const keyLength = 58;
const groupLength = 4;
const foreign = /[^023456789AC-HJ-NP-Z]/u;

/** The key's signs in groups that a hand copies: fourteen of four and one of two. */
export function keyGroups(key: string): string[] {
  return groupsOf(key.startsWith(keyPrefix) ? key.slice(keyPrefix.length) : key);
}

/** What was typed, as the key has it: capitals, no spaces or dashes, with or without the beginning that all keys share. */
export function typedSigns(typed: string): string {
  const plain = typed.toUpperCase().replace(/[\s\p{Pd}]/gu, '');
  const beginning = keyPrefix.replaceAll('-', '');
  return plain.startsWith(beginning) ? plain.slice(beginning.length) : plain;
}

/** What was typed so far, group by group as on the sheet, with the signs that no key has. */
export function typedGroups(typed: string): { groups: string[]; signs: number; foreign: string | null } {
  const signs = typedSigns(typed);
  return { groups: groupsOf(signs), signs: signs.length, foreign: foreign.exec(signs)?.[0] ?? null };
}

/** As `recovery.confirm` wants it. */
export function typedKey(typed: string): string {
  return `${keyPrefix}${typedSigns(typed)}`;
}

function groupsOf(signs: string): string[] {
  return signs.match(new RegExp(`.{1,${groupLength}}`, 'gu')) ?? [];
}
