import { parentPort } from 'node:worker_threads';
import { doTurning, type TurningWork } from './turning-work.ts';

parentPort?.on('message', (work: TurningWork) => parentPort?.postMessage(doTurning(work)));
