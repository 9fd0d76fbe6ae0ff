import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../electron/base/clock.ts';
import { silentLog } from '../../electron/base/log.ts';
import { passphraseContract } from '../../electron/contract/passphrase.ts';
import { client, type Wire } from '../../electron/contract/rpc.ts';
import { passphraseKeys, underPassphrase } from '../../electron/host/keys/passphrase.ts';
import { passphrasePrompt } from '../../electron/main/passphrase-prompt.ts';
import { stationKeys } from '../../electron/main/station-keys.ts';
import { isProtected, type SystemStore, systemKeys } from '../../electron/main/system-keys.ts';
import { newIdentity, recipientOf } from '../../electron/vault/keys.ts';
import { openVault } from '../../electron/vault/vault.ts';
import { cli } from '../rigs/cli.ts';
import { wirePair } from '../rigs/wire-pair.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'incidence-keys-'));
  path = join(folder, 'incidence', 'station.key');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A key store whose secret is `mask`; `tag` is what it writes in front, as Chromium does. */
function system({ backend = 'gnome_libsecret', mask = 0x5a, tag = 'v11', available = true } = {}): SystemStore {
  const masked = (bytes: Uint8Array): Buffer => Buffer.from(bytes.map((byte) => byte ^ mask));
  return {
    backend,
    available: async () => available,
    encrypt: async (text) => Buffer.concat([Buffer.from(tag), masked(Buffer.from(`right ${text}`))]),
    async decrypt(bytes) {
      const text = masked(bytes.subarray(tag.length)).toString();
      if (!text.startsWith('right ')) throw new Error('cannot be decrypted');
      return text.slice('right '.length);
    },
  };
}

describe('the system’s key store', () => {
  it('protects where a secret of its user is behind it', async () => {
    expect(await isProtected(system(), 'linux')).toBe(true);
    expect(await isProtected(system({ backend: 'keychain', tag: 'v10' }), 'darwin')).toBe(true);
  });

  it.each([
    ['the plain-text fallback', system({ backend: 'basic_text' })],
    ['one that nobody knows', system({ backend: 'unknown' })],
    ['one that is not there', system({ available: false })],
    ['one that says it is there and encrypts with everybody’s key', system({ tag: 'v10' })],
    ['one that fails', { ...system(), encrypt: async () => Promise.reject(new Error('no')) }],
  ])('does not: %s', async (_case, store) => {
    expect(await isProtected(store, 'linux')).toBe(false);
  });

  it('keeps the key encrypted, in a file of its user alone, and gives it back', async () => {
    const keys = systemKeys(path, system());
    expect(await keys.read()).toBeNull();
    const identity = await keys.create();
    expect(identity).toMatch(/^AGE-SECRET-KEY-1/);
    expect(await systemKeys(path, system()).read()).toBe(identity);
    const kept = readFileSync(path, 'latin1');
    expect(kept).toContain('gnome_libsecret');
    expect(kept).not.toContain(identity);
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(readdirSync(join(folder, 'incidence'))).toEqual(['station.key']);
  });

  it('never replaces a key', async () => {
    const identity = await systemKeys(path, system()).create();
    await expect(systemKeys(path, system()).create()).rejects.toMatchObject({ code: 'file-unwritable' });
    expect(await systemKeys(path, system()).read()).toBe(identity);
  });

  it.each([
    ['another backend than before', system({ backend: 'kwallet6' }), 'vault-key-store-changed'],
    ['the plain-text fallback since', system({ backend: 'basic_text', tag: 'v10' }), 'vault-key-store-changed'],
    ['a key store that was emptied', system({ mask: 0x33 }), 'vault-key-missing'],
  ])('says so by a code: %s', async (_case, store, code) => {
    await systemKeys(path, system()).create();
    await expect(systemKeys(path, store).read()).rejects.toMatchObject({ code });
  });

  it('says so by a code: a file that holds something else', async () => {
    await systemKeys(path, system()).create();
    writeFileSync(path, '{}');
    await expect(systemKeys(path, system()).read()).rejects.toMatchObject({ code: 'file-invalid' });
  });
});

describe('a passphrase', () => {
  const words = 'crème horse battery staple';
  /** Answers with each in turn, then with null. */
  function asking(...answers: string[]) {
    const questions: string[] = [];
    const keys = passphraseKeys(path, async (question) => {
      questions.push(question);
      return answers.shift() ?? null;
    });
    return { keys, questions };
  }

  it('is asked for until it is right, once in a run; stock age takes it too, another keyboard’s accents are the same', async () => {
    const made = asking(words);
    expect(await made.keys.read()).toBeNull();
    expect(made.questions).toEqual([]);
    const identity = await made.keys.create();
    expect([await made.keys.read(), made.questions]).toEqual([identity, ['new']]);
    const next = asking('creme horse battery staple', words.normalize('NFD'));
    expect([await next.keys.read(), await next.keys.read()]).toEqual([identity, identity]);
    expect(next.questions).toEqual(['known', 'wrong']);
    expect(statSync(path).mode & 0o077).toBe(0);

    // The stock program opens the file as well.
    const rig = join(import.meta.dirname, '..', 'rigs', 'terminal.py');
    const out = join(folder, 'identity');
    const typed = Buffer.from(`${words}\n`).toString('hex');
    await promisify(execFile)('python3', [rig, 'passphrase', typed, 'age', '-d', '-o', out, path]);
    expect(readFileSync(out, 'utf8').trim()).toBe(identity);

    const before = readFileSync(path);
    await expect(asking('another one').keys.read()).rejects.toMatchObject({ code: 'aborted' });
    expect(readFileSync(path)).toEqual(before);
    writeFileSync(path, before.subarray(0, 60));
    await expect(asking(words).keys.read()).rejects.toMatchObject({ code: 'file-invalid' });
  });

  it('that nobody gives makes nothing', async () => {
    await expect(asking().keys.create()).rejects.toMatchObject({ code: 'aborted' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('for the command line stands in a file, and is the one or a coded sentence', async () => {
    const given = join(folder, 'passphrase');
    const vault = join(folder, 'vault');
    const recovery = { INCIDENCE_RECOVERY_RECIPIENT: await recipientOf(await newIdentity()) };
    const status = (text: string) => {
      writeFileSync(given, text);
      const args = ['vault', 'status', '--vault', vault, '--key-file', path, '--passphrase-file', given];
      return cli(args, { INCIDENCE_LOG: join(folder, 'log.jsonl'), ...recovery });
    };
    expect((await status('short\n')).stderr).toMatch(/^bad-input: /m);
    expect(await status(`${words}\n`)).toMatchObject({ status: 0 });
    expect(await status(words)).toMatchObject({ status: 0 });
    const wrong = await status(`${words}s\n`);
    expect(wrong.stderr).toMatch(/^vault-key-wrong: .{20,}/m);
    expect(wrong.status).toBe(4);
  });
});

describe('where the station’s key is kept', () => {
  const never = async (): Promise<never> => {
    throw new Error('asked');
  };
  const keysWith = (store: SystemStore) =>
    stationKeys({ keyFile: path, system: store, platform: 'linux', ask: async () => 'horse battery staple' });

  it('is with the system where that protects it, without a question', async () => {
    const keys = await stationKeys({ keyFile: path, system: system(), platform: 'linux', ask: never });
    expect([keys.backend, await keys.read()]).toEqual(['gnome_libsecret', null]);
    await keys.create();
    expect(readdirSync(join(folder, 'incidence'))).toEqual(['station.key.sealed']);
  });

  it('is under a passphrase where it does not, and asks for none until it is needed', async () => {
    const keys = await stationKeys({
      keyFile: path,
      system: system({ backend: 'basic_text' }),
      platform: 'linux',
      ask: never,
    });
    expect([keys.backend, await keys.read()]).toEqual(['passphrase', null]);
    await expect(keys.create()).rejects.toThrow('asked');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('stays where it was begun, whatever the system offers later', async () => {
    mkdirSync(join(folder, 'incidence'));
    writeFileSync(underPassphrase(path), 'an age file');
    const later = await keysWith(system());
    expect(later.backend).toBe('passphrase');
    await expect(later.read()).rejects.toMatchObject({ code: 'file-invalid' });
  });

  it('is not begun anew where the system’s key store has gone', async () => {
    await (await keysWith(system())).create();
    const later = await keysWith(system({ backend: 'basic_text', tag: 'v10' }));
    await expect(later.read()).rejects.toMatchObject({
      code: 'vault-key-store-changed',
      params: { expected: 'gnome_libsecret', found: 'basic_text' },
    });
  });
});

describe('a vault whose key the system keeps', () => {
  const open = async (store: SystemStore): Promise<void> => {
    const ask = async (): Promise<never> => {
      throw new Error('asked');
    };
    const keys = await stationKeys({ keyFile: path, system: store, platform: 'linux', ask });
    await (await openVault(join(folder, 'vault'), { clock: systemClock, log: silentLog, keys })).close();
  };
  const names = (): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

  it('opens again with it, and with nothing that was put in its place', async () => {
    await open(system());
    await open(system());
    const before = names();
    const kept = readFileSync(`${path}.sealed`);
    for (const [store, code] of [
      [system({ backend: 'kwallet6' }), 'vault-key-store-changed'],
      [system({ backend: 'basic_text', tag: 'v10' }), 'vault-key-store-changed'],
      [system({ mask: 0x33 }), 'vault-key-missing'],
    ] as const) {
      await expect(open(store)).rejects.toMatchObject({ code });
    }
    expect([names(), readFileSync(`${path}.sealed`)]).toEqual([before, kept]);

    // Its file has gone as well: the system would make another key, and the vault does not let it.
    rmSync(`${path}.sealed`);
    await expect(open(system())).rejects.toMatchObject({ code: 'vault-key-missing' });
    await expect(open(system({ backend: 'basic_text' }))).rejects.toMatchObject({ code: 'vault-key-store-changed' });
    expect(names()).toEqual(before.filter((name) => !name.endsWith('.sealed')));
    writeFileSync(`${path}.sealed`, kept);
    await open(system());
  });
});

describe('the window that asks for a passphrase', () => {
  function prompted() {
    const windows: { attach(wire: Wire): void; closed(): void; closes: number }[] = [];
    const prompt = passphrasePrompt(
      (attach, closed) => {
        const window = { attach, closed, closes: 0 };
        windows.push(window);
        return {
          close() {
            window.closes += 1;
            closed();
          },
        };
      },
      () => 'X',
    );
    const load = (at: number) => {
      const [ours, theirs] = wirePair();
      const page = client(theirs, passphraseContract);
      const questions: string[] = [];
      page.on('asked', ({ question }) => questions.push(question));
      windows[at]?.attach(ours);
      return { questions, give: (passphrase: string) => page.call('answer', { passphrase }) };
    };
    return { prompt, windows, load };
  }
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('asks in one window until the answer is right, and is taken away', async () => {
    const { prompt, windows, load } = prompted();
    const first = prompt.ask('known');
    const page = load(0);
    await settled();
    expect(page.questions).toEqual(['known']);
    await page.give('something else');
    expect(await first).toBe('something else');
    const second = prompt.ask('wrong');
    await settled();
    expect(page.questions).toEqual(['known', 'wrong']);
    await page.give('horse battery staple');
    expect(await second).toBe('horse battery staple');
    prompt.done();
    expect(windows.map(({ closes }) => closes)).toEqual([1]);
  });

  it('takes no short passphrase for a new key, whatever the page lets through', async () => {
    const { prompt, load } = prompted();
    const answered = prompt.ask('new');
    const page = load(0);
    await expect(page.give('short')).rejects.toMatchObject({ code: 'bad-input' });
    await page.give('horse battery staple');
    expect(await answered).toBe('horse battery staple');
  });

  it('asks a page that was loaded again what it asked before', async () => {
    const { prompt, load } = prompted();
    void prompt.ask('known');
    load(0);
    const again = load(0);
    await settled();
    expect(again.questions).toEqual(['known']);
  });

  it('that is closed has no answer, and opens again for the next question', async () => {
    const { prompt, windows } = prompted();
    const answered = prompt.ask('known');
    windows[0]?.closed();
    expect(await answered).toBeNull();
    void prompt.ask('known');
    expect(windows).toHaveLength(2);
  });
});
