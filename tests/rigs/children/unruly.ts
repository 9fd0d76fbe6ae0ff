import { spawn } from 'node:child_process';
import { startHeartbeat } from '../../../electron/base/heartbeat.ts';
import { answer } from '../../../electron/contract/rpc.ts';
import { unrulyContract } from './unruly-contract.ts';

/** A supervised process that misbehaves on request. */
let busySince = 0;
const wire = startHeartbeat({ busyMs: () => (busySince === 0 ? 0 : performance.now() - busySince) });

answer(
  wire,
  unrulyContract,
  {
    echo: ({ bytes }) => ({
      bytes,
      pid: process.pid,
      given: process.env.UNRULY_GIVEN ?? '',
      leaked: process.env.UNRULY_LEAKED ?? '',
    }),
    hang: () => {
      for (;;);
    },
    crash: () => {
      process.kill(process.pid, 'SIGSEGV');
      return {};
    },
    exit: () => process.exit(3),
    leaveHeir: () => {
      spawn('sleep', ['5'], { stdio: ['ignore', 'ignore', 'ignore', 3], detached: true }).unref();
      process.exit(3);
    },
    beBusy: () => {
      busySince = performance.now();
      return new Promise(() => {});
    },
  },
  () => 'unruly',
);
