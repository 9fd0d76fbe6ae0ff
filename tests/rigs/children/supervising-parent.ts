import { forkSpawn, supervise } from '../../../electron/base/supervised-child.ts';

/** Supervises the entry it is given, prints that process's pid, and waits to be killed. */
const child = supervise({
  spawn: forkSpawn,
  entry: process.argv[2] ?? '',
  onStart() {},
  onState(state) {
    if (state === 'running') process.stdout.write(`${child.pid}\n`);
  },
});
