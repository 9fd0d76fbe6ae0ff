/**
 * Where a command's words go: results to stdout, progress and errors to stderr. With `--json` stdout carries exactly one
 * document and nothing else.
 */
export class Output {
  readonly #json: boolean;

  constructor(options: { json: boolean }) {
    this.#json = options.json;
  }

  /** A line of the result for people; nothing with `--json`. */
  line(text: string): void {
    if (!this.#json) process.stdout.write(`${text}\n`);
  }

  /** The result for programs; nothing without `--json`. */
  document(value: unknown): void {
    if (this.#json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  progress(text: string): void {
    process.stderr.write(`${text}\n`);
  }
}

/** Bytes as people read them, with the locale-free point that scripts and support expect. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
