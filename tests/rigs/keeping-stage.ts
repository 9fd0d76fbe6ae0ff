import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type Keeping, openKeeping } from './sent-series.ts';

export type KeepingStage = {
  /** A folder of the test's own. */
  readonly home: string;
  /** The vault's folder, and the address of the store beside it. */
  readonly dir: string;
  readonly store: string;
  opening(options?: Parameters<typeof openKeeping>[1]): Promise<Keeping>;
  closing(keeping: Keeping): Promise<void>;
};

/** A vault and a folder store for each test of a file. What a test leaves open is closed, and all of it removed. */
export function keepingStage(name: string): KeepingStage {
  const open: Keeping[] = [];
  let home = '';
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), `incidence-${name}-`));
  });
  afterEach(async () => {
    for (const keeping of open.splice(0)) await keeping.close();
    await rm(home, { recursive: true });
  });
  return {
    get home() {
      return home;
    },
    get dir() {
      return join(home, 'vault');
    },
    get store() {
      return `folder:${join(home, 'store')}`;
    },
    async opening(options = {}) {
      const keeping = await openKeeping(join(home, 'vault'), options);
      open.push(keeping);
      return keeping;
    },
    async closing(keeping) {
      open.splice(open.indexOf(keeping), 1);
      await keeping.close();
    },
  };
}
