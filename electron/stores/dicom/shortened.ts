/**
 * Descriptive text that devices and translators supply, made to fit: identifiers are refused instead. Counts UTF-8 bytes,
 * as some validators do, which is never more than the standard's characters.
 */
export function shortened(text: string, most: number): string {
  const clean = text.replace(/[\p{Cc}\\]+/gu, ' ').trim();
  let kept = '';
  for (const character of clean) {
    if (Buffer.byteLength(kept + character) > most) break;
    kept += character;
  }
  return kept.trimEnd();
}
