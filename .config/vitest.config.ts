import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));
const suite = (name: string, timeout: number) => ({
  extends: true as const,
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`, `tests/${name}/**/*.test.tsx`],
    testTimeout: timeout,
    hookTimeout: timeout,
    // What a test waits for comes late on a loaded machine: a second, which is what it would be, proves nothing.
    expect: { poll: { timeout: timeout / 2 } },
  },
});

/** One project per kind of test: pure code fast, everything that starts a process with room to breathe. */
export default defineConfig({
  root,
  test: {
    root,
    pool: 'forks',
    reporters: ['default'],
    maxWorkers: 2,
    projects: [
      suite('unit', 30_000),
      suite('conformance', 60_000),
      suite('integration', 120_000),
      suite('faults', 120_000),
    ],
  },
});
