import { createHash } from 'node:crypto';
import { CodedError } from '../../contract/errors.ts';
import { type ByteSource, byteSource } from './byte-source.ts';
import { type CharsetTerms, decodeText } from './charset.ts';
import { dictionary, type Keyword, type Vr, vrOfTag } from './dictionary.ts';
import { itemEndTag, itemTag, sequenceEndTag, undefinedLength } from './encode.ts';
import { explicitLittleEndian, implicitLittleEndian, jpegBaseline } from './part10.ts';

export type Element = {
  readonly vr: string;
  readonly value: Buffer;
  readonly items: readonly Elements[];
  /** The character sets that hold where it stands: those of its own item, else of the data set around it. */
  readonly charset: CharsetTerms;
};
export type Elements = ReadonlyMap<number, Element>;

/** An object as it came back: its data set, and what it carries. */
export type ReadObject = {
  readonly dataSet: Elements;
  /**
   * What it carries, an encapsulated frame or a document, as it was before it was wrapped: the pad byte that an odd one
   * carries is not counted.
   */
  readonly payload: { readonly sha256: string; readonly bytes: number } | undefined;
};
export type DicomFile = ReadObject & { readonly meta: Elements };

type Gather = (chunk: Uint8Array) => void;

/** Values other than pixel data are gathered; one that claims more is not ours. */
const longestValue = 16 * 1024 * 1024;
/** What is gathered of one data set in all, each element and item counted with what it takes to keep it. */
const longestDataSet = 32 * 1024 * 1024;
const keptBytes = 100;
const deepest = 16;
const payloadTags: ReadonlySet<number> = new Set([dictionary.PixelData.tag, dictionary.EncapsulatedDocument.tag]);

/**
 * Reads a Part-10 file as it arrives, in Explicit or Implicit VR Little Endian or with a baseline JPEG. Throws `file-invalid`
 * with `why` and the byte position. For the others see `readObject`.
 */
export async function readDicom(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  exactBytes?: number,
  gather?: Gather,
): Promise<DicomFile> {
  const source = byteSource(chunks);
  const head = await source.read(132);
  if (head.toString('latin1', 128) !== 'DICM') throw invalid('no DICM prefix', source);
  const meta = await readMeta(source);
  return { meta, ...(await readBody(source, textOf(meta, 'TransferSyntaxUID'), exactBytes, gather)) };
}

/**
 * Reads the data set of an object as it arrives, without a Part-10 header; the picture or document is hashed on its way and
 * never gathered. `exactBytes` is its length if the caller knows it; otherwise our private block or the document's own
 * length says it, otherwise all bytes count. `gather` hears what it carries as it passes, with the pad byte. Throws
 * `file-invalid` with `why` and the byte position.
 */
export async function readObject(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  transferSyntaxUid: string,
  exactBytes?: number,
  gather?: Gather,
): Promise<ReadObject> {
  return readBody(byteSource(chunks), transferSyntaxUid, exactBytes, gather);
}

async function readBody(
  source: ByteSource,
  transferSyntaxUid: string,
  exactBytes: number | undefined,
  gather: Gather | undefined,
): Promise<ReadObject> {
  if (!readable.has(transferSyntaxUid)) throw invalid(`transfer syntax ${transferSyntaxUid}`, source);
  const payload = payloadHash(gather);
  const implicit = transferSyntaxUid === implicitLittleEndian;
  const dataSet = await readElements(source, { ...outermost(), implicit, payload });
  return { dataSet, payload: payload.result(exactBytes ?? exactLength(dataSet)) };
}

const readable: ReadonlySet<string> = new Set([jpegBaseline, explicitLittleEndian, implicitLittleEndian]);

/**
 * A data set as peers answer it, in Explicit or Implicit VR Little Endian; the latter's VRs are those of the dictionary, and
 * what that does not know stays bytes. Throws `file-invalid` with `why` and the byte position.
 */
export async function readDataSet(bytes: Uint8Array, transferSyntaxUid: string): Promise<Elements> {
  const source = byteSource([bytes]);
  if (transferSyntaxUid !== implicitLittleEndian && transferSyntaxUid !== explicitLittleEndian) {
    throw invalid(`transfer syntax ${transferSyntaxUid}`, source);
  }
  return await readElements(source, { ...outermost(), implicit: transferSyntaxUid === implicitLittleEndian });
}

/**
 * The text of an attribute in the characters that its data set declares, without padding; empty where it is absent. Several
 * values stay joined by backslashes.
 */
export function textOf(elements: Elements, keyword: Keyword): string {
  const { tag, vr } = dictionary[keyword];
  const element = elements.get(tag);
  if (!element) return '';
  const text = scripted.has(vr) ? decodeText(element.value, element.charset) : element.value.toString('latin1');
  return text.replace(/[\0 ]+$/, '');
}

/** Its values, one by one, without what pads them. Text of many lines (LT, ST, UT) has one value. */
export function valuesOf(elements: Elements, keyword: Keyword): string[] {
  const text = textOf(elements, keyword);
  const values = unparted.has(dictionary[keyword].vr) ? [text] : text.split('\\');
  return values.map((value) => value.trim());
}

/** VRs whose characters the Specific Character Set says, and those in which a backslash separates nothing. */
const scripted: ReadonlySet<Vr> = new Set<Vr>(['LO', 'LT', 'PN', 'SH', 'ST', 'UT']);
const unparted: ReadonlySet<Vr> = new Set<Vr>(['LT', 'ST', 'UT']);

/** The data sets of a sequence; none where it is absent. */
export function itemsOf(elements: Elements, keyword: Keyword): readonly Elements[] {
  return elements.get(dictionary[keyword].tag)?.items ?? [];
}

function exactLength(dataSet: Elements): number | undefined {
  const value = (
    dataSet.get(dictionary.IncidencePictureBytes.tag) ?? dataSet.get(dictionary.EncapsulatedDocumentLength.tag)
  )?.value;
  return value?.length === 4 ? value.readUInt32LE() : undefined;
}

async function readMeta(source: ByteSource): Promise<Elements> {
  const head = await source.read(12);
  if (tagAt(head) !== dictionary.FileMetaInformationGroupLength.tag) throw invalid('no group length', source);
  const length = head.readUInt32LE(8);
  if (length > longestValue) throw invalid('group length', source);
  const bytes = byteSource([await source.read(length)]);
  return readElements(bytes, { ...outermost(), end: length });
}

type Scope = {
  /** Byte position at which it ends, or infinity where a delimiter or the end of the data does it. */
  readonly end: number;
  readonly implicit: boolean;
  readonly depth: number;
  readonly charset: CharsetTerms;
  /** Shared by all that is inside one data set. */
  readonly gathered: { bytes: number };
  /** Only the outermost data set has a payload. */
  readonly payload?: PayloadHash;
};

function outermost(): Scope {
  return { end: Number.POSITIVE_INFINITY, implicit: false, depth: 0, charset: [], gathered: { bytes: 0 } };
}

/** Throws `file-invalid` once more than one data set may have is kept of it. */
function keep({ gathered }: Pick<Scope, 'gathered'>, length: number, source: ByteSource): void {
  gathered.bytes += keptBytes + length;
  if (gathered.bytes > longestDataSet) throw invalid('a data set too long', source);
}

async function readElements(source: ByteSource, scope: Scope): Promise<Elements> {
  if (scope.depth > deepest) throw invalid('sequences too deep', source);
  let { charset } = scope;
  const elements = new Map<number, Element>();
  while (source.position < scope.end) {
    if (scope.end === Number.POSITIVE_INFINITY && scope.depth === 0 && (await source.ended())) break;
    const { tag, vr, length } = await readHead(source, scope.implicit);
    if (tag === itemEndTag) break;
    if (payloadTags.has(tag) && scope.payload) {
      await readPayload(source, length, scope.payload);
      elements.set(tag, { vr, value: Buffer.alloc(0), items: [], charset });
    } else if (vr === 'SQ' || length === undefinedLength) {
      const implicit = scope.implicit || vr !== 'SQ';
      keep(scope, 0, source);
      const { gathered } = scope;
      const items = await readItems(source, length, { implicit, depth: scope.depth + 1, charset, gathered });
      elements.set(tag, { vr: 'SQ', value: Buffer.alloc(0), items, charset });
    } else {
      if (length > longestValue) throw invalid('a value too long', source);
      keep(scope, length, source);
      const value = await source.read(length);
      if (tag === dictionary.SpecificCharacterSet.tag) charset = termsIn(value);
      elements.set(tag, { vr, value, items: [], charset });
    }
  }
  return elements;
}

function termsIn(value: Buffer): CharsetTerms {
  return value
    .toString('latin1')
    .replace(/\0+$/, '')
    .split('\\')
    .map((term) => term.trim());
}

const longForm = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);

/** Undefined length without VR SQ is a sequence in Implicit VR, as the standard has it for UN. */
async function readHead(source: ByteSource, implicit: boolean): Promise<{ tag: number; vr: string; length: number }> {
  const head = await source.read(8);
  const tag = tagAt(head);
  if (implicit || tag >>> 16 === 0xfffe) return { tag, vr: vrOfTag(tag) ?? 'UN', length: head.readUInt32LE(4) };
  const vr = head.toString('latin1', 4, 6);
  if (!/^[A-Z]{2}$/.test(vr)) throw invalid('no VR', source);
  if (!longForm.has(vr)) return { tag, vr, length: head.readUInt16LE(6) };
  return { tag, vr, length: (await source.read(4)).readUInt32LE() };
}

async function readItems(source: ByteSource, length: number, scope: Omit<Scope, 'end'>): Promise<Elements[]> {
  const end = endOf(source, length);
  const items: Elements[] = [];
  while (source.position < end) {
    const head = await source.read(8);
    const tag = tagAt(head);
    if (tag === sequenceEndTag) break;
    if (tag !== itemTag) throw invalid('no item', source);
    keep(scope, 0, source);
    items.push(await readElements(source, { ...scope, end: endOf(source, head.readUInt32LE(4)) }));
  }
  return items;
}

/** A document and native pixel data as they are; encapsulated ones fragment by fragment, the offset table left out. */
async function readPayload(source: ByteSource, length: number, payload: PayloadHash): Promise<void> {
  if (length !== undefinedLength) return source.forward(length, payload.add);
  for (let item = 0; ; item++) {
    const head = await source.read(8);
    const tag = tagAt(head);
    if (tag === sequenceEndTag) return;
    if (tag !== itemTag) throw invalid('no fragment', source);
    await source.forward(head.readUInt32LE(4), item === 0 ? () => {} : payload.add);
  }
}

type PayloadHash = {
  add(chunk: Uint8Array): void;
  result(exactBytes: number | undefined): ReadObject['payload'];
};

/** Holds the last byte back until it is known whether it is the pad of an odd length. */
function payloadHash(gather: Gather | undefined): PayloadHash {
  const hash = createHash('sha256');
  let bytes = 0;
  let last: Uint8Array = new Uint8Array();
  return {
    add(chunk) {
      if (chunk.length === 0) return;
      gather?.(chunk);
      hash.update(last);
      hash.update(chunk.subarray(0, -1));
      last = Uint8Array.from(chunk.subarray(-1));
      bytes += chunk.length;
    },
    result(exactBytes) {
      if (bytes === 0) return undefined;
      const padded = exactBytes === bytes - 1 && last[0] === 0;
      if (!padded) hash.update(last);
      return { sha256: hash.digest('hex'), bytes: padded ? bytes - 1 : bytes };
    },
  };
}

function endOf(source: ByteSource, length: number): number {
  return length === undefinedLength ? Number.POSITIVE_INFINITY : source.position + length;
}

function tagAt(head: Buffer): number {
  return head.readUInt16LE(0) * 0x10000 + head.readUInt16LE(2);
}

function invalid(why: string, source: ByteSource): CodedError {
  return new CodedError('file-invalid', { why, at: source.position });
}
