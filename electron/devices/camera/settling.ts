import type { Log } from '../../base/log.ts';
import type { CameraIdentity } from '../../contract/devices.ts';
import { CodedError, hasCode } from '../../contract/errors.ts';
import type { CameraLedger } from './ledger.ts';

/** What can be asked of the camera's process about its card. */
export type CardCalls = {
  reconcile(known: readonly string[] | null): Promise<readonly string[]>;
  settle(sources: readonly string[], discard: boolean): Promise<void>;
};

/**
 * Only a ledger this long forgets what has left the camera: a card that was changed, or would not be read for once, comes
 * back, and all that lies on it would be offered anew.
 */
const longLedger = 20_000;

type Untold = { camera: string; sources: readonly string[]; discard: boolean };

/**
 * Which pictures on a camera are done with. Told to the camera, noted in the ledger, and remembered here for as long as
 * one of the two cannot be done: a picture that is safe is neither offered twice nor forgotten on the card.
 */
export class Settling {
  readonly #ledger: CameraLedger;
  readonly #calls: CardCalls;
  readonly #log: Log;
  /** What the ledger holds for each camera met here, and what it could not be told. */
  readonly #known = new Map<string, Set<string>>();
  #untold: Untold[] = [];
  #camera = '';

  constructor(options: { ledger: CameraLedger; calls: CardCalls; log: Log }) {
    this.#ledger = options.ledger;
    this.#calls = options.calls;
    this.#log = options.log;
  }

  /** Whether nobody knows yet what lay on this camera before it was used here. */
  async isFirstMeeting(identity: CameraIdentity): Promise<boolean> {
    return (await this.#recall(ledgerName(identity))) === null;
  }

  /** Once after each opening. Throws what the camera's process throws. */
  async reconcile(identity: CameraIdentity): Promise<void> {
    const camera = ledgerName(identity);
    this.#camera = camera;
    const before = await this.#recall(camera);
    if (before === undefined) return;
    const owed = this.#untold.filter((one) => one.camera === camera);
    const known = before && [...before, ...owed.flatMap(({ sources }) => sources)];
    const added = new Set<string>();
    this.#known.set(camera, added);
    try {
      const settled = [...(await this.#calls.reconcile(known)), ...added];
      if (before && before.length < longLedger) {
        this.#known.set(camera, new Set([...before, ...added]));
      } else {
        this.#known.set(camera, new Set(settled));
        await this.#keep(() => this.#ledger.keepOnly(camera, settled));
      }
    } catch (error) {
      if (before) this.#known.set(camera, new Set([...before, ...added]));
      else if (hasCode(error, ...ended)) this.#known.delete(camera);
      // It is used now: what is photographed must not pass for what lay there before. Rather all of that is offered.
      else await this.#note(camera, [...added]);
      throw error;
    }
    this.#untold = this.#untold.filter((one) => !owed.includes(one));
    for (const { sources, discard } of owed) await this.settle(sources, discard);
  }

  /** Never throws. */
  async settle(sources: readonly string[], discard: boolean): Promise<void> {
    const camera = this.#camera;
    if (sources.length === 0) return;
    if (!discard) await this.#note(camera, sources);
    try {
      await this.#calls.settle(sources, discard);
    } catch (error) {
      this.#log.warn('camera-not-told', { code: error instanceof CodedError ? error.code : 'internal' });
      if (hasCode(error, ...passing)) {
        this.#untold.push({ camera, sources, discard });
        return;
      }
    }
    // A camera that will not delete keeps its picture; it is safe all the same.
    if (discard) await this.#note(camera, sources);
  }

  /** Undefined where the ledger cannot be read: then nobody could say what on the card is new. */
  async #recall(camera: string): Promise<readonly string[] | null | undefined> {
    const here = this.#known.get(camera);
    if (here) return [...here];
    try {
      return await this.#ledger.known(camera);
    } catch (error) {
      this.#log.error('camera-ledger', error);
      return undefined;
    }
  }

  async #note(camera: string, sources: readonly string[]): Promise<void> {
    const known = this.#known.get(camera) ?? new Set<string>();
    for (const source of sources) known.add(source);
    this.#known.set(camera, known);
    await this.#keep(() => this.#ledger.add(camera, sources));
  }

  /** What the ledger cannot keep holds until the program ends; then the studio knows its own pictures again. */
  async #keep(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#log.error('camera-ledger', error);
    }
  }
}

/** The connection has ended: nothing was done with this camera. */
const ended = ['camera-gone', 'camera-stalled', 'process-lost'] as const;
/** The camera may hear of it after the next connection. */
const passing = ['camera-gone', 'camera-stalled', 'camera-busy', 'camera-not-found', 'process-lost'] as const;

function ledgerName({ manufacturer, model, serial }: CameraIdentity): string {
  return [manufacturer, model, serial ?? 'no-serial'].join(' ');
}
