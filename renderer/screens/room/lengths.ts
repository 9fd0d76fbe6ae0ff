import type { Language } from '../../../electron/contract/text.ts';

/** `600` mm as `60`, `597` as `59,7`. */
export function centimetres(mm: number, language: Language): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 1, useGrouping: false }).format(mm / 10);
}

/** Centimetres as somebody typed them, in whole millimetres; null for what is no number. Comma and point both count. */
export function lengthIn(text: string): number | null {
  const plain = text.trim().replace(',', '.').replace('−', '-');
  return /^-?\d+(\.\d*)?$/.test(plain) ? Math.round(Number(plain) * 10) : null;
}
