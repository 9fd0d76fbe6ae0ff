import type { Clock } from '../../base/clock.ts';
import type { Spawn } from '../../base/supervised-child.ts';
import { type Pose, simulatorContract } from '../../contract/devices.ts';
import { CodedError } from '../../contract/errors.ts';
import { SupervisedPeer } from './supervised-peer.ts';

export type SimulatedBodyOptions = {
  model: 'nikon' | 'canon';
  spawn: Spawn;
  entry: string;
  clock: Clock;
  litByTrigger: boolean;
  seed?: number | undefined;
  widthPx?: number | undefined;
  onGaveUp(): void;
};

const startMs = 30_000;
const callMs = 5000;

/** A virtual camera in a process of its own. Whoever opens it sees a port like any other. */
export class SimulatedBody {
  readonly #options: SimulatedBodyOptions;
  readonly #peer: SupervisedPeer<typeof simulatorContract>;
  #playing: { port: string; controlPort: number } | null = null;
  #pose: Pose | null = null;

  constructor(options: SimulatedBodyOptions) {
    this.#options = options;
    const { spawn, entry, clock, onGaveUp } = options;
    this.#peer = new SupervisedPeer({
      contract: simulatorContract,
      name: 'simulator',
      spawn,
      entry,
      clock,
      codes: { lost: 'process-lost', stalled: 'process-lost' },
      onStart: () => {},
      onLost: () => {
        this.#playing = null;
      },
      onGaveUp,
    });
  }

  get controlPort(): number | undefined {
    return this.#playing?.controlPort;
  }

  /** Switches the virtual camera on if it is off. After a crash it is another port. */
  async port(): Promise<string> {
    if (this.#playing) return this.#playing.port;
    const { model, seed, widthPx, litByTrigger } = this.#options;
    this.#peer.start();
    const playing = await this.#peer.call('start', { model, seed, widthPx, litByTrigger }, startMs);
    this.#playing = playing;
    if (this.#pose) await this.pose(this.#pose);
    return playing.port;
  }

  /** The operator asks: starts at once what the supervisor would start later, or never again. */
  wake(): void {
    this.#peer.wake();
  }

  async pose(pose: Pose | null): Promise<void> {
    this.#pose = pose;
    if (!this.#playing) throw new CodedError('process-lost', { process: 'simulator' });
    await this.#peer.call('pose', { pose }, callMs);
  }

  async stop(): Promise<void> {
    this.#playing = null;
    await this.#peer.stop();
  }
}
