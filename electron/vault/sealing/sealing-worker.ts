import { parentPort } from 'node:worker_threads';
import { doWork, type Work } from './sealing-work.ts';

parentPort?.on('message', (work: Work) => {
  const done = doWork(work);
  parentPort?.postMessage(done, done ? [done.buffer] : []);
});
