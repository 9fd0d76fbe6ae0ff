import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './orthanc.ts';

export type TlsRelay = { readonly port: number; close(): Promise<void> };

const readyWithinMs = 10_000;

/**
 * TLS in front of a port of this machine, by OpenSSL itself (socat). Paths of PEM files; with `authority` only those come through
 * who show a certificate of it.
 */
export async function startTlsRelay(
  target: number,
  { cert, key, authority }: { cert: string; key: string; authority?: string },
): Promise<TlsRelay> {
  const port = await freePort();
  const asked = authority === undefined ? 'verify=0' : `verify=1,cafile=${authority}`;
  const listen = `OPENSSL-LISTEN:${port},bind=127.0.0.1,reuseaddr,fork,cert=${cert},key=${key},${asked}`;
  // A group of its own: socat makes a process for each connection.
  const child = spawn('socat', [listen, `TCP:127.0.0.1:${target}`], { stdio: 'ignore', detached: true });
  const close = async (): Promise<void> => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    process.kill(-child.pid, 'SIGKILL');
    await exit;
  };
  const deadline = Date.now() + readyWithinMs;
  while (!(await isOpen(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await close();
      throw new Error('socat does not listen');
    }
    await pause(20);
  }
  return { port, close };
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
