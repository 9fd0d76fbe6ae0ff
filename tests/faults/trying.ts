import type { Fault } from '../rigs/disturbed-disk.ts';
import { FullDisk } from './full-disk.ts';
import { Harmed } from './harm.ts';
import { type Blow, InMemory } from './in-memory.ts';
import type { Finding } from './judge.ts';
import { OnDisk } from './on-disk.ts';
import { type Failing, type NamedPoint, type Point, pointOf, takesRoom } from './points.ts';

/** A point that hangs says so after this. */
const patienceMs = 120_000;

/** All that points are tried on. */
export class Trying {
  readonly #memory = new InMemory();
  readonly #harmed = new Harmed();
  readonly #disk: Promise<OnDisk>;
  readonly #full: FullDisk | undefined;

  /** `entry` is the bundled `acting-station`; `mount` a small file system, where there is one. */
  constructor(entry: string, mount: string | undefined) {
    this.#disk = OnDisk.make(entry);
    this.#full = mount === undefined ? undefined : new FullDisk(mount);
  }

  async remove(): Promise<void> {
    this.#memory.remove();
    this.#harmed.remove();
    await (await this.#disk).remove();
  }

  async try(name: NamedPoint['name']): Promise<Finding[]> {
    let timer: NodeJS.Timeout | undefined;
    const impatience = new Promise<Finding[]>((resolve) => {
      timer = setTimeout(() => resolve([{ kind: 'wrong', what: 'it hangs' }]), patienceMs);
    });
    try {
      return await Promise.race([this.#try(pointOf(name)), impatience]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #try(point: Point): Promise<Finding[]> {
    switch (point.kind) {
      case 'kill': {
        const strikes = point.deaths.map(({ index, when }) => ({ index, fault: { kind: 'death', when } as const }));
        return await (await this.#disk).run(point.scene, strikes);
      }
      case 'real': {
        const { index, failing, scene } = point;
        return await (await this.#disk).run(scene, [{ index, fault: singleFault(failing) }]);
      }
      case 'cut': {
        const blows = point.deaths.map(({ index, when }): Blow => {
          return { cut: point.cut, fault: (at) => (at === index ? { kind: 'death', when } : undefined) };
        });
        return await this.#memory.run(point.scene, blows, false);
      }
      case 'fail': {
        const { index, failing, scene } = point;
        const fault = (at: number, operation: string): Fault | undefined => faultAt(failing, at, index, operation);
        // What everything from then on refuses, nobody can tidy up either.
        return await this.#memory.run(scene, [{ fault, cut: 'nothing' }], failing !== 'broken');
      }
      case 'full':
        if (!this.#full) throw new Error('There is no small file system here.');
        return await this.#full.run(point.scene, point.blocks);
      case 'harm':
        return await this.#harmed.run(point.harm);
    }
  }
}

const single = {
  EIO: { kind: 'fail', code: 'EIO' },
  ENOSPC: { kind: 'fail', code: 'ENOSPC' },
  EDQUOT: { kind: 'fail', code: 'EDQUOT' },
  'done-EIO': { kind: 'fail-after', code: 'EIO' },
  short: { kind: 'short' },
  flip: { kind: 'flip' },
} as const satisfies Partial<Record<Failing, Fault>>;

function singleFault(failing: Failing): Fault {
  if (failing === 'broken' || failing === 'full') throw new Error(`${failing} is tried in memory`);
  return single[failing];
}

/** What happens to operation `at` of a scene whose operation `index` is the one that is meant. */
function faultAt(failing: Failing, at: number, index: number, operation: string): Fault | undefined {
  if (failing === 'broken') return at >= index ? single.EIO : undefined;
  if (failing === 'full') return at >= index && takesRoom.includes(operation) ? single.ENOSPC : undefined;
  return at === index ? single[failing] : undefined;
}
