import { Decrypter, Encrypter } from 'age-encryption';
import { CodedError } from '../../contract/errors.ts';
import { type PassphraseQuestion, shortestPassphrase } from '../../contract/passphrase.ts';
import { type KeyStore, newIdentity } from '../../vault/keys.ts';
import { keepKey, readKey } from './kept-key.ts';

/** Whoever asks for the passphrase. Null: nobody wants to give it. */
export type AskPassphrase = (question: PassphraseQuestion) => Promise<string | null>;

/** The file that holds a key under a passphrase, beside the one that would hold it in plain text. */
export function underPassphrase(keyFile: string): string {
  return `${keyFile}.age`;
}

/** How the library says that a passphrase is not the one; whatever else it says is about the file. */
const wrong = "no identity matched any of the file's recipients";

/**
 * The station's key in an age file under a passphrase, which stock `age -d` opens. It is asked for until it is right. Throws
 * `aborted` where nobody gives it, `bad-input` for a new one that is too short, `file-unreadable`, `file-invalid` and `file-unwritable`.
 */
export function passphraseKeys(path: string, ask: AskPassphrase): KeyStore {
  let known: string | undefined;
  return {
    backend: 'passphrase',
    async read() {
      if (known !== undefined) return known;
      const sealed = await readKey(path);
      if (sealed === null) return null;
      let opened: string | null = null;
      for (let question: PassphraseQuestion = 'known'; opened === null; question = 'wrong') {
        opened = await open(path, sealed, await answered(ask, question));
      }
      known = opened;
      return known;
    },
    async create() {
      const passphrase = await answered(ask, 'new');
      if (passphrase.length < shortestPassphrase)
        throw new CodedError('bad-input', { call: 'passphrase', at: `at least ${shortestPassphrase} characters` });
      const encrypter = new Encrypter();
      encrypter.setPassphrase(passphrase);
      const identity = await newIdentity();
      await keepKey(path, await encrypter.encrypt(`${identity}\n`));
      known = identity;
      return identity;
    },
  };
}

/** Letters with accents are the same however a keyboard puts them together. */
async function answered(ask: AskPassphrase, question: PassphraseQuestion): Promise<string> {
  const passphrase = await ask(question);
  if (passphrase === null) throw new CodedError('aborted', { call: 'passphrase' });
  return passphrase.normalize('NFC');
}

/** Null for the wrong passphrase. */
async function open(path: string, sealed: Uint8Array, passphrase: string): Promise<string | null> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return (await decrypter.decrypt(sealed, 'text')).trim();
  } catch (error) {
    if (error instanceof Error && error.message === wrong) return null;
    throw new CodedError('file-invalid', { file: path, at: '', problem: 'no age file' }, { cause: error });
  }
}
