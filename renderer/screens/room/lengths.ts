/** Centimetres as somebody typed them, in whole millimetres; null for what is no number. Comma and point both count. */
export function lengthIn(text: string): number | null {
  const plain = text.trim().replace(',', '.').replace('−', '-');
  return /^-?\d+(\.\d*)?$/.test(plain) ? Math.round(Number(plain) * 10) : null;
}
