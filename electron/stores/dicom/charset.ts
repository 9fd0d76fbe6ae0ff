/** How one character set of PS3.3 C.12.1.1.2 is decoded; `escape` is what calls it up under code extensions (ISO 2022). */
export type Charset = {
  /** A label that `TextDecoder` takes. */
  readonly label: string;
  /** What follows ESC. A set in G0 stands in bytes below 0x80, one in G1 above. */
  readonly escape?: string;
  readonly into?: 'G0' | 'G1';
  /** Bytes of one character under code extensions, where that is not one. */
  readonly width?: 2;
  /** Goes before each character to make what `label` reads: JIS X 0212 in EUC-JP. */
  readonly prefix?: number;
};

const ascii: Charset = { label: 'utf-8', escape: '(B', into: 'G0' };
const g1 = (label: string, calledUpBy: string): Charset => ({ label, escape: calledUpBy, into: 'G1' });

/** Specific Character Set, by number: `ISO_IR n` and `ISO 2022 IR n` are the same set. */
export const charsets: Readonly<Record<string, Charset>> = {
  '6': ascii,
  '100': g1('windows-1252', '-A'),
  '101': g1('iso-8859-2', '-B'),
  '109': g1('iso-8859-3', '-C'),
  '110': g1('iso-8859-4', '-D'),
  '126': g1('iso-8859-7', '-F'),
  '127': g1('iso-8859-6', '-G'),
  '138': g1('iso-8859-8', '-H'),
  '144': g1('iso-8859-5', '-L'),
  '148': g1('windows-1254', '-M'),
  '166': g1('windows-874', '-T'),
  '203': g1('iso-8859-15', '-b'),
  '13': g1('shift_jis', ')I'),
  '87': { label: 'euc-jp', escape: '$B', into: 'G0', width: 2 },
  '159': { label: 'euc-jp', escape: '$(D', into: 'G0', width: 2, prefix: 0x8f },
  '149': { ...g1('euc-kr', '$)C'), width: 2 },
  '58': { ...g1('gb18030', '$)A'), width: 2 },
};
/** JIS X 0201's Latin half differs from ASCII in the signs for yen and overline; as a delimiter its 0x5C is a backslash. */
const escapes: readonly Charset[] = [...Object.values(charsets), { label: 'utf-8', escape: '(J', into: 'G0' }];

/** Character sets that stand alone. */
export const wholeCharsets: Readonly<Record<string, string>> = {
  'ISO_IR 192': 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gb18030',
};

/** Values of a data set's Specific Character Set; none where it has none. */
export type CharsetTerms = readonly string[];

/**
 * Text as its data set says, whatever characters it has: a backslash byte within a character of two bytes separates nothing
 * afterwards. Bytes that the declared set cannot be, and those of a data set that declares none, are read as UTF-8 where they
 * are, otherwise as Latin 1: peers send both, and say neither.
 */
export function decodeText(bytes: Uint8Array, terms: CharsetTerms): string {
  if (bytes.every((byte) => byte < 0x80 && byte !== 0x1b)) return Buffer.from(bytes).toString('latin1');
  const whole = wholeCharsets[terms[0] ?? ''];
  const [first, ...others] = terms.map((term) => charsets[/^ISO(?:_| 2022 )IR (\d+)$/.exec(term)?.[1] ?? '']);
  if (whole) return strictly(whole, bytes) ?? undeclared(bytes);
  if (bytes.includes(0x1b) || others.length > 0) return decodeExtended(bytes, first ?? ascii);
  return !first || first === ascii ? undeclared(bytes) : new TextDecoder(first.label).decode(bytes);
}

function undeclared(bytes: Uint8Array): string {
  return strictly('utf-8', bytes) ?? new TextDecoder('windows-1252').decode(bytes);
}

function strictly(label: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Between these all that was called up is forgotten (PS3.5 6.1.2.5.3): line ends and what separates values and parts of names. */
const resetting = new Set([0x09, 0x0a, 0x0c, 0x0d, ...Buffer.from('\\^=')]);

/** Code extensions: each run of bytes in the set that was last called up for its half of the table. */
function decodeExtended(bytes: Uint8Array, first: Charset): string {
  const initial = first.into === 'G0' ? { G0: first, G1: undefined } : { G0: ascii, G1: first };
  let active: { G0: Charset; G1: Charset | undefined } = { ...initial };
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] ?? 0;
    const called = byte === 0x1b ? escapes.find((set) => startsAt(bytes, at + 1, set.escape)) : undefined;
    if (called) {
      active = { ...active, [called.into ?? 'G0']: called };
      at += 1 + (called.escape?.length ?? 0);
      continue;
    }
    const set = byte < 0x80 ? active.G0 : active.G1;
    if (active.G0.width !== 2 && resetting.has(byte)) active = { ...initial };
    const end = endOfRun(bytes, at, byte < 0x80, set?.width ?? 1);
    text += decodeRun(bytes.subarray(at, end), set);
    at = end;
  }
  return text;
}

function startsAt(bytes: Uint8Array, at: number, text: string | undefined): boolean {
  return text !== undefined && [...Buffer.from(text)].every((byte, index) => bytes[at + index] === byte);
}

/** One character of ASCII, which may reset what is active; else all that are of the same half. */
function endOfRun(bytes: Uint8Array, from: number, low: boolean, width: number): number {
  if (low && width === 1) return from + 1;
  let at = from + 1;
  while (at < bytes.length && bytes[at] !== 0x1b && (bytes[at] ?? 0) < 0x80 === low) at += 1;
  return at;
}

function decodeRun(run: Uint8Array, set: Charset | undefined): string {
  if (!set) return undeclared(run);
  if (set.into === 'G1' || set.width !== 2) return new TextDecoder(set.label).decode(run);
  const { prefix } = set;
  const pairs = [...run].flatMap((byte, index) => {
    return prefix !== undefined && index % 2 === 0 ? [prefix, byte | 0x80] : [byte | 0x80];
  });
  return new TextDecoder(set.label).decode(Uint8Array.from(pairs));
}
