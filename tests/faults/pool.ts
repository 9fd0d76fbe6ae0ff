import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleChild } from '../rigs/bundle-child.ts';
import { outputOf } from '../rigs/child-output.ts';
import type { Finding } from './judge.ts';
import { OnDisk } from './on-disk.ts';

export type Tried = { name: string; findings: Finding[] };

/** Processes that try points, each one at a time. */
export class Pool {
  readonly #worker: { entry: string; remove(): Promise<void> };
  readonly #actor: { entry: string; remove(): Promise<void> };
  readonly #size: number;
  /** Why there is no small file system; undefined where there is one. */
  readonly unmountable: string | undefined;

  private constructor(worker: Pool['actor'], actor: Pool['actor'], size: number, unmountable: string | undefined) {
    this.#worker = worker;
    this.#actor = actor;
    this.#size = size;
    this.unmountable = unmountable;
  }

  static async make(size: number): Promise<Pool> {
    const [worker, actor] = await Promise.all([bundleChild('point-worker'), bundleChild('acting-station')]);
    return new Pool(worker, actor, size, await whyUnmountable());
  }

  get actor(): { entry: string; remove(): Promise<void> } {
    return this.#actor;
  }

  async remove(): Promise<void> {
    await Promise.all([this.#worker.remove(), this.#actor.remove()]);
  }

  /** The operations of each scene in processes of their own. */
  async onDisk(): Promise<OnDisk> {
    return await OnDisk.make(this.#actor.entry);
  }

  /** Tries all of these; `tell` hears of each as soon as it was. Those on a small file system have a process to themselves. */
  async try(names: readonly string[], tell: (tried: Tried) => void): Promise<void> {
    const full = names.filter((name) => name.startsWith('full/'));
    const others = names.filter((name) => !name.startsWith('full/'));
    const lanes = Array.from({ length: this.#size }, () => this.#lane(others, tell, undefined));
    const mount = full.length > 0 ? await mkdtemp(join(tmpdir(), 'incidence-full-')) : undefined;
    try {
      if (mount) lanes.push(this.#lane(full, tell, mount));
      await Promise.all(lanes);
    } finally {
      if (mount) await rm(mount, { recursive: true });
    }
  }

  /** One process; it takes from the same names as the others. */
  async #lane(names: string[], tell: (tried: Tried) => void, mount: string | undefined): Promise<void> {
    const child = this.#start(mount);
    const exit = once(child, 'exit');
    try {
      for (let name = names.shift(); name !== undefined; name = names.shift()) {
        child.send(name);
        const answer = await Promise.race([once(child, 'message'), exit.then(() => undefined)]);
        if (!answer) {
          tell({ name, findings: [{ kind: 'wrong', what: 'the process that tried it has ended' }] });
          return await this.#lane(names, tell, mount);
        }
        tell({ name, findings: answer[0] as Finding[] });
      }
    } finally {
      if (child.connected) child.disconnect();
      await exit;
    }
  }

  #start(mount: string | undefined): ChildProcess {
    const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as ('ignore' | 'inherit' | 'ipc')[];
    const command = [process.execPath, this.#worker.entry, this.#actor.entry];
    if (mount === undefined) return spawn(command[0] ?? '', command.slice(1), { stdio });
    // In a namespace of its own: it goes with the process, whatever becomes of that.
    const script = `mount -t tmpfs -o size=4m tmpfs "$1" && exec "$2" "$3" "$4" "$1"`;
    return spawn('unshare', [...namespace, 'sh', '-c', script, 'sh', mount, ...command], { stdio });
  }
}

const namespace = process.getuid?.() === 0 ? ['--mount'] : ['--mount', '--map-root-user'];

/** Small file systems are Linux's, where the administrator lets people mount them. */
async function whyUnmountable(): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'incidence-mount-'));
  try {
    const args = [...namespace, 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder];
    const { code, stderr } = await outputOf(spawn('unshare', args, { stdio: ['ignore', 'pipe', 'pipe'] }));
    return code === 0 ? undefined : stderr.trim();
  } catch (error) {
    return String(error);
  } finally {
    await rm(folder, { recursive: true });
  }
}
