import { CodedError } from '../contract/errors.ts';
import { type PassphraseQuestion, passphraseContract, shortestPassphrase } from '../contract/passphrase.ts';
import { answer, type Server, type Wire } from '../contract/rpc.ts';
import type { AskPassphrase } from '../host/keys/passphrase.ts';

/** Opens the window that asks. `attach` is called for each page that has loaded in it, `closed` once it has gone. */
export type OpenPrompt = (attach: (wire: Wire) => void, closed: () => void) => { close(): void };

/**
 * Asks for the passphrase in a window of its own, which stays for the next question and is opened again where it was closed.
 * A window that is closed answers with null. `done` takes it away.
 */
export function passphrasePrompt(
  open: OpenPrompt,
  unexpected: (error: unknown, during: string) => string,
): { ask: AskPassphrase; done(): void } {
  let window: { close(): void } | null = null;
  let page: Server<typeof passphraseContract> | null = null;
  let asked: { question: PassphraseQuestion; settle(passphrase: string | null): void } | null = null;

  function settle(passphrase: string | null): void {
    const settled = asked;
    asked = null;
    settled?.settle(passphrase);
  }

  function attach(wire: Wire): void {
    page = answer(
      wire,
      passphraseContract,
      {
        answer({ passphrase }) {
          if (asked?.question === 'new' && passphrase.length < shortestPassphrase)
            throw new CodedError('bad-input', { call: 'answer', at: 'passphrase' });
          settle(passphrase);
          return {};
        },
      },
      unexpected,
    );
    if (asked) page.emit('asked', { question: asked.question });
  }

  function closed(): void {
    [window, page] = [null, null];
    settle(null);
  }

  return {
    ask: (question) =>
      new Promise((resolve) => {
        asked = { question, settle: resolve };
        page?.emit('asked', { question });
        window ??= open(attach, closed);
      }),
    done: () => window?.close(),
  };
}
