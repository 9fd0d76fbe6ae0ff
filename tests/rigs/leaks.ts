import { open, readdir, readFile, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** What is looked for, and what it is called in a report. */
export type Needle = { name: string; bytes: Buffer };
export type Leak = { where: string; what: string };

/** A text in every form in which programs write texts down: its spellings, each in every encoding. */
export function disguises(text: string): Needle[] {
  const found = new Map<string, Needle>();
  for (const [spelling, spelled] of Object.entries(spellings(text))) {
    for (const [encoding, bytes] of encodings(spelled)) {
      const key = bytes.toString('hex');
      if (!found.has(key)) found.set(key, { name: `${text} (${spelling}, ${encoding})`, bytes });
    }
  }
  return [...found.values()];
}

/** Bytes as they are, and as base64 would hide them. */
export function bytesDisguised(name: string, bytes: Buffer): Needle[] {
  return [{ name, bytes }, ...base64Of(bytes).map((hidden) => ({ name: `${name} (base64)`, bytes: hidden }))];
}

function spellings(text: string): Record<string, string> {
  const plain = text.normalize('NFD').replaceAll(/\p{M}/gu, '');
  const cases = (name: string, of: string) => ({
    [name]: of,
    [`${name}, capitals`]: of.toUpperCase(),
    [`${name}, small`]: of.toLowerCase(),
  });
  return { ...cases('as typed', text), ...cases('taken apart', text.normalize('NFD')), ...cases('plain', plain) };
}

function encodings(text: string): [string, Buffer][] {
  const utf8 = Buffer.from(text, 'utf8');
  const little = Buffer.from(text, 'utf16le');
  const latin = /^[\0-\xff]*$/.test(text) ? [['latin1', Buffer.from(text, 'latin1')] as [string, Buffer]] : [];
  const hex = [...utf8].map((byte) => byte.toString(16).padStart(2, '0'));
  const escaped = text.replaceAll(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const percent = encodeURIComponent(text);
  const written: [string, string][] = [
    ['hex', hex.join('')],
    ['hex, capitals', hex.join('').toUpperCase()],
    ['percent', percent],
    ['percent, small', percent.replaceAll(/%../g, (code) => code.toLowerCase())],
    ['percent, every letter', hex.map((code) => `%${code.toUpperCase()}`).join('')],
    ['JSON', escaped],
    ['JSON, capitals', escaped.replaceAll(/\\u..../g, (code) => `\\u${code.slice(2).toUpperCase()}`)],
  ];
  return [
    ['UTF-8', utf8],
    ['UTF-16LE', little],
    ['UTF-16BE', Buffer.from(little).swap16()],
    ...latin,
    ...[utf8, little].flatMap((bytes) => base64Of(bytes).map((hidden) => ['base64', hidden] as [string, Buffer])),
    ...written.map(([name, as]) => [name, Buffer.from(as, 'latin1')] as [string, Buffer]),
  ];
}

/** As base64 shows bytes that begin at its first, second and third place; what also depends on their neighbours is left out. */
function base64Of(bytes: Buffer): Buffer[] {
  return [0, 1, 2].flatMap((lead) => {
    const whole = bytes.subarray((3 - lead) % 3);
    const text = whole.subarray(0, whole.length - (whole.length % 3)).toString('base64');
    const url = text.replaceAll('+', '-').replaceAll('/', '_');
    return [...new Set([text, url])].map((written) => Buffer.from(written, 'latin1'));
  });
}

/** Finds any of many needles in one pass over the bytes. */
export function finder(needles: readonly Needle[]): (bytes: Buffer) => string[] {
  const beginning = new Map<number, Needle[]>();
  const begins = new Uint8Array(65_536);
  for (const needle of needles) {
    if (needle.bytes.length < 6) throw new RangeError(`too short to be looked for: ${needle.name}`);
    const pair = needle.bytes.readUInt16BE(0);
    begins[pair] = 1;
    beginning.set(pair, [...(beginning.get(pair) ?? []), needle]);
  }
  return (bytes) => {
    const found = new Set<string>();
    for (let at = 0; at + 1 < bytes.length; at += 1) {
      const pair = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      if (begins[pair] === 0) continue;
      for (const needle of beginning.get(pair) ?? []) {
        const end = at + needle.bytes.length;
        if (end <= bytes.length && bytes.compare(needle.bytes, 0, needle.bytes.length, at, end) === 0)
          found.add(needle.name);
      }
    }
    return [...found];
  };
}

/** Everything under a folder: what files hold, how they are called, where links lead. What goes away meanwhile is passed over. */
export async function leaksIn(folder: string, find: (bytes: Buffer) => string[]): Promise<Leak[]> {
  const leaks: Leak[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const where = relative(folder, path);
    const note = (bytes: Buffer, of: string): void => {
      leaks.push(...find(bytes).map((what) => ({ where: `${where} (${of})`, what })));
    };
    note(Buffer.from(entry.name), 'name');
    if (entry.isFile()) note(await readFile(path).catch(unlessGone), 'contents');
    if (entry.isSymbolicLink()) note(Buffer.from(await readlink(path).catch(unlessGone)), 'link');
  }
  return leaks;
}

/** Every process under `pid`, with it, by the file system of processes. */
export async function processesUnder(pid: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = (await readFile(join('/proc', name, 'stat')).catch(unlessGone)).toString('latin1');
    const parent = /\) \S (\d+) /.exec(status)?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const under = (of: number): number[] => [
    of,
    ...[...parents].filter(([, parent]) => parent === of).flatMap(([child]) => under(child)),
  ];
  return under(pid);
}

/** What is found in the memory that a process may write to: what it was told, and has kept. */
export async function foundInMemory(pid: number, find: (bytes: Buffer) => string[]): Promise<Set<string>> {
  const found = new Set<string>();
  const memory = await open(`/proc/${pid}/mem`);
  try {
    for (const line of (await readFile(`/proc/${pid}/maps`, 'latin1')).split('\n')) {
      const [, from = '0', to = '0'] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
      const end = Number.parseInt(to, 16);
      for (let at = Number.parseInt(from, 16); at < end; at += memoryPiece) {
        const bytes = Buffer.alloc(Math.min(end - at, memoryPiece));
        // A region may go between being listed and being read, and some are never to be read.
        const { bytesRead } = await memory.read(bytes, 0, bytes.length, at).catch(() => ({ bytesRead: 0 }));
        for (const what of find(bytes.subarray(0, bytesRead))) found.add(what);
      }
    }
  } finally {
    await memory.close();
  }
  return found;
}

const memoryPiece = 4 << 20;

/** Whether the kernel would keep the memory of a process that crashes: at one byte it neither writes nor hands on anything. */
export async function mayDumpCore(pid: number): Promise<boolean> {
  const limits = (await readFile(`/proc/${pid}/limits`).catch(unlessGone)).toString('latin1');
  return limits !== '' && !/^Max core file size +1 +1 /m.test(limits);
}

/** What a process was told when it was started. */
export async function toldTo(pid: number): Promise<{ arguments: Buffer; environment: Buffer }> {
  const [args, environment] = await Promise.all(
    ['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`).catch(unlessGone)),
  );
  return { arguments: args ?? Buffer.alloc(0), environment: environment ?? Buffer.alloc(0) };
}

function unlessGone(error: NodeJS.ErrnoException): Buffer {
  if (error.code === 'ENOENT' || error.code === 'ESRCH') return Buffer.alloc(0);
  throw error;
}
