import { Socket } from 'node:net';
import { createInterface, type Interface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CodedError } from '../contract/errors.ts';

/** Secrets from stdin, a line for each; at a terminal they are asked for, and typed unseen. */
export class SecretInput {
  #lines: { terminal: Interface; next(): Promise<string> } | null = null;

  /** The next one; empty where stdin has ended. Throws `aborted` at Ctrl-C. */
  async next(asked: string): Promise<string> {
    this.#lines ??= openLines();
    if (process.stdin.isTTY) process.stderr.write(`${asked}: `);
    const line = await this.#lines.next();
    if (process.stdin.isTTY) process.stderr.write('\n');
    return line;
  }

  /** Lets go of stdin: who comes after may ask there, and a pipe that is left open holds nothing up. */
  close(): void {
    if (!this.#lines) return;
    this.#lines.terminal.close();
    this.#lines = null;
    if (process.stdin instanceof Socket && !process.stdin.isTTY) process.stdin.unref();
  }
}

function openLines(): { terminal: Interface; next(): Promise<string> } {
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: unseen, terminal: process.stdin.isTTY });
  const came: string[] = [];
  const waiting: { give(line: string): void; fail(error: unknown): void }[] = [];
  let ended = false;
  terminal.on('line', (line) => {
    const first = waiting.shift();
    if (first) first.give(line);
    else came.push(line);
  });
  terminal.on('close', () => {
    ended = true;
    for (const { give } of waiting.splice(0)) give('');
  });
  terminal.on('SIGINT', () => {
    for (const { fail } of waiting.splice(0)) fail(new CodedError('aborted', { call: 'password' }));
    terminal.close();
  });
  return {
    terminal,
    async next() {
      const line = came.shift();
      if (line !== undefined || ended) return line ?? '';
      return await new Promise((give, fail) => waiting.push({ give, fail }));
    },
  };
}
