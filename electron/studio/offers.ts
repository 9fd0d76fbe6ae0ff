import type { Clock } from '../base/clock.ts';
import type { OfferedShot } from '../contract/devices.ts';
import { hasCode } from '../contract/errors.ts';
import { lastWithoutPicture, missingPictures } from './adoption.ts';
import type { CameraPort, CamerasPort } from './ports.ts';
import type { Room } from './room.ts';
import type { SessionRunner } from './session-runner.ts';
import type { Arrival } from './session-shots.ts';
import type { SessionState } from './session-state.ts';
import type { SessionStates } from './session-states.ts';

export type OffersDeps = {
  cameras: Pick<CamerasPort, 'settings'>;
  clock: Clock;
  room: Pick<Room, 'countStray' | 'lossOf'>;
  /** The session on screen; `changing` while one is coming there. */
  readonly screen: { readonly runner: SessionRunner | null; readonly changing: boolean };
  sessions(): Pick<SessionStates, 'all' | 'names'>;
};

type Waiting = Omit<Arrival, 'contestedAt'>;

/** Whose picture it is that could not be saved, and since when (wall clock) a shot of that session may be its own. */
type Unsaved = { session: string; begunAt: number };

const retryMs = 5000;

/**
 * Decides where pictures go that nobody asked for. Only the session on screen gets any. What may belong to an interrupted
 * one waits, unsettled, until it is resumed; everything else is a stray: left on the camera, counted, never attached.
 */
export class Offers {
  readonly #deps: OffersDeps;
  #held: Waiting[] = [];
  readonly #unsaved = new Map<string, Unsaved>();

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

  async #decide(waiting: Waiting): Promise<void> {
    const { camera, offered } = waiting;
    const { runner, changing } = this.#deps.screen;
    const session = runner?.state.opened.session;
    const others = this.#deps
      .sessions()
      .all()
      .filter(({ opened }) => opened.session !== session);
    const unsaved = this.#unsavedOf(offered);
    const arrival: Arrival = { ...waiting, contestedAt: unsaved ? undefined : lastWithoutPicture(others) };
    if (this.#isKept(offered))
      return await this.#settle(waiting, this.#deps.cameras.settings.cardPictures === 'delete');
    if (changing) {
      this.#hold(waiting);
      return;
    }
    if (unsaved && unsaved.session !== session) {
      this.#hold(waiting);
      return;
    }
    if (runner && session && !runner.state.closed) {
      const since = unsaved ?? { session, begunAt: this.#deps.clock.now() };
      const own = await runner.adopt(arrival).catch((error: unknown) => {
        if (hasCode(error, 'vault-full', 'vault-write-failed')) this.#retry(waiting, since);
        return true;
      });
      if (own) return;
    } else if (offered.origin === 'found' && this.#held.length < this.#expected()) {
      this.#hold(waiting);
      return;
    }
    this.#deps.room.countStray(camera);
    await this.#settle(waiting, false);
  }

  /**
   * That it could not be saved is the session's problem already. The camera keeps it, and a disk that has room again takes
   * it in: as found by then, for the shot that was begun for it. No other session gets it.
   */
  #retry(waiting: Waiting, unsaved: Unsaved): void {
    const { clock } = this.#deps;
    for (const { source } of waiting.offered.shot.files) this.#unsaved.set(source, unsaved);
    const offered: OfferedShot = { ...waiting.offered, origin: 'found' };
    const loss = { atMs: clock.elapsed(), begunAt: unsaved.begunAt };
    clock.setTimeout(() => void this.#decide({ ...waiting, offered, pressedMs: undefined, loss }), retryMs);
  }

  #unsavedOf({ shot }: OfferedShot): Unsaved | undefined {
    return shot.files.map(({ source }) => this.#unsaved.get(source)).find((one) => one !== undefined);
  }

  /** Offered again after a reconnection, it is the same one. */
  #hold(waiting: Waiting): void {
    const name = nameOf(waiting);
    this.#held = [...this.#held.filter((held) => nameOf(held) !== name), waiting];
  }

  /** How many pictures the last session that anybody worked on still waits for. */
  #expected(): number {
    const last = mostRecent(this.#deps.sessions().all());
    return last ? missingPictures(last) : 0;
  }

  #isKept({ shot }: OfferedShot): boolean {
    const sessions = this.#deps.sessions();
    return shot.files.every(({ sha256 }) => sessions.names(sha256));
  }

  async #settle({ camera, offered }: Waiting, discard: boolean): Promise<void> {
    await camera.settle(
      offered.shot.files.map(({ source }) => source),
      discard,
    );
  }
}

/** The session that was worked on last: only that one may expect pictures which lie on a camera. */
export function mostRecent(
  states: readonly SessionState[],
  by: 'lastAt' | 'seenAt' = 'lastAt',
): SessionState | undefined {
  return states.reduce<SessionState | undefined>(
    (last, state) => (last && last[by] > state[by] ? last : state),
    undefined,
  );
}

function nameOf({ offered }: Waiting): string {
  return offered.shot.files.map(({ source }) => source).join('\n');
}
