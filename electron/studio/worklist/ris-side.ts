import type { ConnectionCheck } from '../../contract/connections.ts';
import { CodedError, hasCode } from '../../contract/errors.ts';
import type { Ris } from '../../stores/ris.ts';
import { ProgressCare, type ProgressCareDeps } from './progress-care.ts';
import { Worklist, type WorklistDeps } from './worklist.ts';

export type RisSideDeps = Omit<WorklistDeps & ProgressCareDeps, 'ris'> & { ris: Ris };

const sopClasses = { worklist: 'worklist', mpps: 'procedureStep' } as const;
export type RisPart = keyof typeof sopClasses;

const limitMs = 10_000;

/** The hospital's lists: who is expected, and who has been photographed. */
export class RisSide {
  readonly worklist: Worklist;
  readonly #deps: RisSideDeps;
  readonly #progress: ProgressCare;

  constructor(deps: RisSideDeps) {
    this.#deps = deps;
    this.worklist = new Worklist(deps);
    this.#progress = new ProgressCare(deps);
  }

  /** Call once; all journals are known. It does not wait for any answer. */
  async start(): Promise<void> {
    await this.worklist.start();
    this.#progress.start();
  }

  /** Something was journalled: the RIS may have to hear of it. */
  noteChange(): void {
    this.#progress.look();
  }

  /** Whom it asks and tells has changed. */
  noteConnections(): void {
    this.worklist.look();
    this.#progress.lookAgain();
  }

  /** Asks one of them whether it is there. Throws `store-unknown` where none is set, and nothing for what it says. */
  async check(part: RisPart): Promise<ConnectionCheck> {
    const { connections, ris, unexpected } = this.#deps;
    const settings = connections.current[part];
    if (!settings) throw new CodedError('store-unknown', { store: part });
    const limit = AbortSignal.timeout(limitMs);
    try {
      return { ok: true, takes: [...(await ris.echo(settings, sopClasses[part], limit))] };
    } catch (error) {
      const late = limit.aborted && hasCode(error, 'aborted');
      const why = late ? new CodedError('store-timeout', { seconds: limitMs / 1000 }) : error;
      const info =
        why instanceof CodedError ? why.toInfo() : { code: 'internal' as const, reference: unexpected(why, part) };
      return { ok: false, takes: [], error: info };
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.worklist.close(), this.#progress.close()]);
  }
}

export function isRisPart(which: string): which is RisPart {
  return which in sopClasses;
}
