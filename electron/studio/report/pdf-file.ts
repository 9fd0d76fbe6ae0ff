import { createHash } from 'node:crypto';

/** An object of a PDF file, named before it is written. */
export type PdfRef = number;

/**
 * A PDF 1.7 file (ISO 32000-1), uncompressed: the same bytes each time, whatever library or machine. Only what a printed list
 * needs.
 */
export class PdfFile {
  readonly #objects: (Buffer | undefined)[] = [];

  /** A place for an object that others name before it is known. */
  reserve(): PdfRef {
    return this.#objects.push(undefined);
  }

  put(ref: PdfRef, body: string): PdfRef {
    this.#objects[ref - 1] = Buffer.from(body, 'latin1');
    return ref;
  }

  add(body: string): PdfRef {
    return this.put(this.reserve(), body);
  }

  /** `entries` stand in its dictionary beside the length. */
  addStream(entries: string, data: Uint8Array | string): PdfRef {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
    const ref = this.reserve();
    const head = Buffer.from(`<< ${entries} /Length ${bytes.length} >>\nstream\n`, 'latin1');
    this.#objects[ref - 1] = Buffer.concat([head, bytes, Buffer.from('\nendstream', 'latin1')]);
    return ref;
  }

  /** The whole file. Its identifier follows from what it says. */
  finish(catalogue: PdfRef, info: PdfRef): Uint8Array {
    const parts = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
    let at = parts[0]?.length ?? 0;
    const places = this.#objects.map((body, index) => {
      const whole = Buffer.concat([
        Buffer.from(`${index + 1} 0 obj\n`, 'latin1'),
        body ?? Buffer.from('null', 'latin1'),
        Buffer.from('\nendobj\n', 'latin1'),
      ]);
      const place = at;
      parts.push(whole);
      at += whole.length;
      return `${String(place).padStart(10, '0')} 00000 n \n`;
    });
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    const id = hash.digest('hex').slice(0, 32);
    const size = this.#objects.length + 1;
    const trailer = `<< /Size ${size} /Root ${catalogue} 0 R /Info ${info} 0 R /ID [<${id}> <${id}>] >>`;
    const table = `xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}`;
    parts.push(Buffer.from(`${table}trailer\n${trailer}\nstartxref\n${at}\n%%EOF\n`, 'latin1'));
    return Buffer.concat(parts);
  }
}

/** Any text as a string of PDF, in UTF-16. */
export function pdfText(text: string): string {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  return `<${bytes.toString('hex')}>`;
}

/** A number without an exponent, and no longer than it is of use. */
export function pdfNumber(value: number): string {
  return String(Number(value.toFixed(3)));
}
