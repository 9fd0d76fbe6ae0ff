import { once } from 'node:events';
import { join } from 'node:path';
import { type RunningCli, startCli, type Workplace } from './cli.ts';

export type ServedStudio = { readonly url: string; readonly running: RunningCli; stop(): Promise<void> };

/** `serve` as a user types it, with its vault and store inside the workplace. */
export async function serveStudio(
  place: Workplace,
  options: {
    camera: string;
    trigger?: string;
    store?: string;
    testStore?: boolean;
    cwd?: string;
    through?: readonly string[];
  },
): Promise<ServedStudio> {
  const { camera, trigger = 'none', store = `folder:${join(place.folder, 'store')}`, testStore } = options;
  const { cwd, through } = options;
  const devices = ['--camera', camera, '--trigger', trigger, '--store', store, ...(testStore ? ['--test-store'] : [])];
  const running = startCli(['serve', '--vault', place.vault, ...devices], place.env, cwd, through);
  const said = await running.says(/http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/);
  const url = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(said)?.[0] ?? '';
  return {
    url,
    running,
    async stop() {
      if (running.child.exitCode !== null || running.child.signalCode !== null) return;
      const exit = once(running.child, 'exit');
      running.child.kill('SIGTERM');
      await exit;
    },
  };
}
