const barWidth = 24;

/**
 * Where a command's words go: results to stdout, progress and errors to stderr. With `--json` stdout carries exactly one
 * document and nothing else.
 */
export class Output {
  readonly #json: boolean;
  #barIsOpen = false;

  constructor(options: { json: boolean }) {
    this.#json = options.json;
  }

  /** A line of the result for people; nothing with `--json`. */
  line(text: string): void {
    this.#endBar();
    if (!this.#json) process.stdout.write(`${text}\n`);
  }

  /** The result for programs; nothing without `--json`. */
  document(value: unknown): void {
    if (this.#json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  progress(text: string): void {
    this.#endBar();
    process.stderr.write(`${text}\n`);
  }

  /** How far something has come: a bar that fills on a terminal, a line for each change elsewhere. */
  advance(done: number, of: number, words: string): void {
    const text = `${done} of ${of} ${words}`;
    if (!process.stderr.isTTY) {
      process.stderr.write(`${text}\n`);
      return;
    }
    const filled = of === 0 ? barWidth : Math.round((done / of) * barWidth);
    process.stderr.write(`\r[${'█'.repeat(filled)}${'·'.repeat(barWidth - filled)}] ${text}`);
    this.#barIsOpen = true;
    if (done === of) this.#endBar();
  }

  #endBar(): void {
    if (this.#barIsOpen) process.stderr.write('\n');
    this.#barIsOpen = false;
  }
}

/** Bytes as people read them, with the locale-free point that scripts and support expect. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
