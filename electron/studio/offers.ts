import type { Clock } from '../base/clock.ts';
import type { OfferedShot } from '../contract/devices.ts';
import { missingPictures } from './adoption.ts';
import type { CameraPort, CamerasPort } from './ports.ts';
import type { Room } from './room.ts';
import type { SessionState } from './session-fold.ts';
import type { SessionRunner } from './session-runner.ts';
import type { Arrival } from './session-shots.ts';

export type OffersDeps = {
  cameras: Pick<CamerasPort, 'cardPictures'>;
  clock: Clock;
  room: Pick<Room, 'countStray' | 'lossOf'>;
  /** The session on screen; `changing` while one is coming there. */
  screen(): { runner: SessionRunner | null; changing: boolean };
  states(): SessionState[];
};

/**
 * Decides where pictures go that nobody asked for. Only the session on screen gets any. What may belong to an interrupted
 * one waits, unsettled, until it is resumed; everything else is a stray: left on the camera, counted, never attached.
 */
export class Offers {
  readonly #deps: OffersDeps;
  #held: Arrival[] = [];

  constructor(deps: OffersDeps) {
    this.#deps = deps;
  }

  receive(camera: CameraPort, offered: OfferedShot): void {
    const { clock, room } = this.#deps;
    const loss = room.lossOf(camera);
    void this.#decide({
      camera,
      offered,
      pressedMs: offered.origin === 'body' ? clock.elapsed() - offered.shot.ms : undefined,
      loss: loss?.serial === camera.identity?.serial ? loss : undefined,
    });
  }

  /** A session has come on screen, or could not: what was held is decided now, in the order in which it came. */
  async release(): Promise<void> {
    const held = this.#held;
    this.#held = [];
    await Promise.all(held.map((arrival) => this.#decide(arrival)));
  }

  async #decide(arrival: Arrival): Promise<void> {
    const { camera, offered } = arrival;
    const { runner, changing } = this.#deps.screen();
    if (this.#isKept(offered)) return await this.#settle(arrival, this.#deps.cameras.cardPictures === 'delete');
    if (changing) {
      this.#hold(arrival);
      return;
    }
    if (runner && !runner.state.closed) {
      const own = await runner.adopt(arrival).catch((error: unknown) => this.#retry(arrival, error));
      if (own) return;
    } else if (offered.origin === 'found' && this.#held.length < this.#expected()) {
      this.#hold(arrival);
      return;
    }
    this.#deps.room.countStray(camera);
    await this.#settle(arrival, false);
  }

  /**
   * What kept it from being saved is the session's problem already, and the camera keeps it. A disk that has room again
   * takes it in as what it then is: a picture that was found, made while the camera was there.
   */
  #retry(arrival: Arrival, error: unknown): true {
    const { clock } = this.#deps;
    if (!hasCode(error, 'vault-full', 'vault-write-failed')) return true;
    const offered: OfferedShot = { ...arrival.offered, origin: 'found' };
    const loss = arrival.loss ?? { atMs: clock.elapsed(), begunAt: clock.now() - retryMs };
    clock.setTimeout(() => void this.#decide({ ...arrival, offered, pressedMs: undefined, loss }), retryMs);
    return true;
  }

  /** Offered again after a reconnection, it is the same one. */
  #hold(arrival: Arrival): void {
    const name = nameOf(arrival);
    this.#held = [...this.#held.filter((held) => nameOf(held) !== name), arrival];
  }

  /** How many pictures the last session that anybody worked on still waits for. */
  #expected(): number {
    const last = mostRecent(this.#deps.states());
    return last ? missingPictures(last) : 0;
  }

  #isKept({ shot }: OfferedShot): boolean {
    const stored = new Set<string>();
    for (const { shots } of this.#deps.states())
      for (const { files } of shots) for (const { sha256 } of files) stored.add(sha256);
    return shot.files.every(({ sha256 }) => stored.has(sha256));
  }

  async #settle({ camera, offered }: Arrival, discard: boolean): Promise<void> {
    await camera.settle(
      offered.shot.files.map(({ source }) => source),
      discard,
    );
  }
}

/** The session that was worked on last: only that one may expect pictures which lie on a camera. */
export function mostRecent(states: readonly SessionState[]): SessionState | undefined {
  return states.reduce<SessionState | undefined>(
    (last, state) => (last && last.lastAt > state.lastAt ? last : state),
    undefined,
  );
}

function nameOf({ offered }: Arrival): string {
  return offered.shot.files.map(({ source }) => source).join('\n');
}
