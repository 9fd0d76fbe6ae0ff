import { z } from 'zod';

/** Four or five words. What is shorter is guessed from a copy of the file. */
export const shortestPassphrase = 12;

/**
 * What is asked for: `new`, the passphrase that a new vault's key is to be kept under · `known`, the one that it is kept
 * under · `wrong`, that one again.
 */
export const passphraseQuestion = z.enum(['new', 'known', 'wrong']);
export type PassphraseQuestion = z.infer<typeof passphraseQuestion>;

/** The window that asks before there is a studio ↔ start-up. Its first message is the question. */
export const passphraseContract = {
  calls: { answer: { input: z.strictObject({ passphrase: z.string().min(1).max(200) }), output: z.object({}) } },
  events: { asked: z.object({ question: passphraseQuestion }) },
} as const;
