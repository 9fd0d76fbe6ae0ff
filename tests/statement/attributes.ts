import { dictionary, type Keyword } from '../../electron/stores/dicom/dictionary.ts';
import { type DataSet, encodeDataSet, encodeKeys } from '../../electron/stores/dicom/encode.ts';
import { explicitLittleEndian } from '../../electron/stores/dicom/part10.ts';
import { type Elements, readDataSet, readDicom, textOf } from '../../electron/stores/dicom/read.ts';
import type { DicomObject } from '../../electron/stores/store.ts';

/** One attribute of an example, by the tags that lead to it. Of several items the values of all. */
type Found = { tag: number; depth: number; vr: string; values: string[] };
export type Example = ReadonlyMap<string, Found>;

export type Attribute = {
  tag: string;
  name: string;
  depth: number;
  vr: string;
  /** As PS3.2 says it: always, empty, may be empty (VNAP), may be absent (ANAP). */
  presence: 'ALWAYS' | 'EMPTY' | 'VNAP' | 'ANAP';
  /** What it follows from, or the value that it always has. */
  source: string;
};

/** The same object built once more with one kind of fact another one. */
export type Variation = { source: string; examples: readonly Example[] };

const keywords = new Map(
  (Object.entries(dictionary) as [Keyword, { tag: number }][]).map(([name, { tag }]) => [tag, name]),
);
const longestFixed = 60;
/** What they carry is hashed as it is read, and not gathered. */
const carriers: ReadonlySet<number> = new Set([dictionary.PixelData.tag, dictionary.EncapsulatedDocument.tag]);

export async function exampleOf({ chunks }: Pick<DicomObject, 'chunks'>): Promise<Example> {
  const { dataSet } = await readDicom(chunks);
  return walk(dataSet);
}

export async function exampleOfDataSet(dataSet: DataSet, as: 'content' | 'keys' = 'content'): Promise<Example> {
  const bytes = as === 'keys' ? encodeKeys(dataSet, 'explicit') : encodeDataSet(dataSet);
  return walk(await readDataSet(bytes, explicitLittleEndian));
}

/** Every code of a scheme in an object, as `value` and `meaning`. */
export async function codesIn({ chunks }: Pick<DicomObject, 'chunks'>, scheme: string): Promise<[string, string][]> {
  const { dataSet } = await readDicom(chunks);
  const within = (elements: Elements): [string, string][] => {
    const own: [string, string][] =
      textOf(elements, 'CodingSchemeDesignator') === scheme
        ? [[textOf(elements, 'CodeValue'), textOf(elements, 'CodeMeaning')]]
        : [];
    return [...own, ...[...elements.values()].flatMap(({ items }) => items.flatMap(within))];
  };
  return within(dataSet);
}

/**
 * All attributes of these examples in tag order, each with what its value follows from: the kinds of fact with which it
 * changes. One that never does has its value, where all examples have the same.
 */
export function attributesOf(base: Example, variations: readonly Variation[]): Attribute[] {
  const all = [base, ...variations.flatMap(({ examples }) => examples)];
  const paths = [...new Set(all.flatMap((example) => [...example.keys()]))].sort();
  return paths.map((path) => {
    const found = all.map((example) => example.get(path));
    const [first] = found.filter((one) => one !== undefined);
    if (!first) throw new Error(path);
    const sources = variations
      .filter(({ examples }) => examples.some((example) => differs(base, example, path)))
      .map(({ source }) => source);
    return {
      tag: `(${hex(first.tag >>> 16)},${hex(first.tag & 0xffff)})`,
      name: keywords.get(first.tag) ?? '',
      depth: first.depth,
      vr: first.vr,
      presence: presenceOf(path, found, all),
      source: sources.length > 0 ? sources.join(', ') : fixed(first),
    };
  });
}

/** Of an attribute within a sequence, in the examples that have the sequence. */
function presenceOf(
  path: string,
  found: readonly (Found | undefined)[],
  all: readonly Example[],
): Attribute['presence'] {
  const expected = found.filter((_, index) => hasParent(all[index] ?? new Map(), path));
  if (expected.some((one) => one === undefined)) return 'ANAP';
  const empty = expected.filter((one) => one?.values.every((value) => value === ''));
  if (empty.length === 0) return 'ALWAYS';
  return empty.length === expected.length ? 'EMPTY' : 'VNAP';
}

/** What is missing with the whole sequence around it says nothing of its own source. */
function differs(base: Example, example: Example, path: string): boolean {
  const isWithin = [base, example].every((one) => hasParent(one, path));
  return isWithin && valueAt(example, path) !== valueAt(base, path);
}

function hasParent(example: Example, path: string): boolean {
  const parent = path.includes('>') ? path.slice(0, path.lastIndexOf('>')) : undefined;
  return parent === undefined || (example.get(parent)?.values.length ?? 0) > 0;
}

function valueAt(example: Example, path: string): string | undefined {
  return example.get(path)?.values.join('\\');
}

function fixed({ values, vr }: Found): string {
  const texts = [...new Set(values.filter((value) => value !== ''))];
  if (vr === 'SQ' || texts.length === 0) return '';
  const said = texts.map((text) => `\`${text}\``).join(', ');
  return said.length <= longestFixed ? said : 'as built';
}

function walk(elements: Elements, parents: readonly number[] = [], into = new Map<string, Found>()): Example {
  for (const [tag, { vr, value, items }] of elements) {
    const trail = [...parents, tag];
    const path = trail.map((one) => hex(one >>> 16) + hex(one & 0xffff)).join('>');
    const known = into.get(path) ?? { tag, depth: parents.length, vr, values: [] };
    if (vr === 'SQ') known.values.push(...items.map(() => 'item'));
    else known.values.push(carriers.has(tag) ? 'carried unchanged' : textual(vr, value));
    into.set(path, known);
    for (const item of items) walk(item, trail, into);
  }
  return into;
}

function textual(vr: string, value: Buffer): string {
  if (value.length === 0) return '';
  if (vr === 'US') return String(value.readUInt16LE());
  if (vr === 'UL') return String(value.readUInt32LE());
  if (vr === 'FD') return String(value.readDoubleLE());
  if (vr === 'FL') return String(value.readFloatLE());
  return value.toString('utf8').replace(/[\0 ]+$/, '');
}

function hex(part: number): string {
  return part.toString(16).toUpperCase().padStart(4, '0');
}
