import type { Element, Elements } from '../dicom/read.ts';

/**
 * A data set in DICOM JSON (PS3.18, F.2) in the form in which one is read from a file, so that one reader understands both.
 * What is only referred to (BulkDataURI) is absent.
 */
export function elementsOf(json: unknown): Elements {
  const elements = new Map<number, Element>();
  if (!isRecord(json)) return elements;
  for (const [tag, attribute] of Object.entries(json)) {
    if (!/^[0-9A-Fa-f]{8}$/.test(tag) || !isRecord(attribute)) continue;
    const { vr, Value, InlineBinary } = attribute;
    const values: unknown[] = Array.isArray(Value) ? Value : [];
    const sequence = vr === 'SQ';
    elements.set(Number.parseInt(tag, 16), {
      vr: typeof vr === 'string' ? vr : 'UN',
      value: sequence ? Buffer.alloc(0) : bytesOf(vr, values, InlineBinary),
      items: sequence ? values.map(elementsOf) : [],
      charset: ['ISO_IR 192'],
    });
  }
  return elements;
}

function bytesOf(vr: unknown, values: readonly unknown[], inline: unknown): Buffer {
  if (typeof inline === 'string') return Buffer.from(inline, 'base64');
  const write = typeof vr === 'string' ? numbers[vr] : undefined;
  if (write) return Buffer.concat(values.map((value) => write(Number(value))));
  return Buffer.from(values.map(textOf).join('\\'), 'utf8');
}

/** VRs that are numbers in JSON and bytes in a file. */
const numbers: Readonly<Record<string, (value: number) => Buffer>> = {
  US: (value) => {
    const bytes = Buffer.alloc(2);
    bytes.writeUInt16LE(value & 0xffff);
    return bytes;
  },
  UL: (value) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value >>> 0);
    return bytes;
  },
  FD: (value) => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    return bytes;
  },
};

/** A person's name is an object of its groups. */
function textOf(value: unknown): string {
  if (isRecord(value)) {
    const groups = [value.Alphabetic, value.Ideographic, value.Phonetic].map((group) => String(group ?? ''));
    return groups.join('=').replace(/=+$/, '');
  }
  return value === null || value === undefined ? '' : String(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
