import { CodedError } from '../contract/errors.ts';
import { newIdentity, recipientOf } from './keys.ts';
import { isRecipient } from './vault-file.ts';

/** The key that opens a vault whose station is lost. The vault knows its public half alone. */
export type RecoveryKey = {
  readonly recipient: string;
  /** Somebody has shown that it is kept, or the hospital gave its own. */
  readonly kept: boolean;
  /** The key itself: only in the run that made it, and until it was shown to be kept. */
  readonly key: string | null;
};

/** The hospital's, if it gave one; else a new one. Throws `bad-input` for what is no age recipient. */
export async function recoveryKeyFor(given: string | undefined): Promise<RecoveryKey> {
  if (given === undefined) {
    const key = await newIdentity();
    return { recipient: await recipientOf(key), kept: false, key };
  }
  if (!isRecipient(given)) throw new CodedError('bad-input', { call: 'vault.open', at: 'recovery recipient' });
  return { recipient: given, kept: true, key: null };
}

/** The identity that somebody typed from paper: in either case, with blanks, line breaks and any dash. */
export function typedIdentity(typed: string): string {
  return typed
    .replaceAll(/\s/g, '')
    .replaceAll(/[‐-―−]/g, '-')
    .toUpperCase();
}

/** Throws `recovery-key-wrong` unless what was typed is the key of this recipient. */
export async function demandKeyOf(recipient: string, typed: string): Promise<void> {
  let found: string;
  try {
    found = await recipientOf(typedIdentity(typed));
  } catch (error) {
    throw new CodedError('recovery-key-wrong', {}, { cause: error });
  }
  if (found !== recipient) throw new CodedError('recovery-key-wrong');
}
