import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const program = `
import socket, sys
s = socket.socket()
s.bind(('127.0.0.1', 0))
s.listen(0)
print(s.getsockname()[1], flush=True)
sys.stdin.read()
`;

/** A port of this machine where nobody ever answers a SYN: its queue is full, and nobody takes from it. */
export async function startBlackHole(): Promise<{ port: number; close(): Promise<void> }> {
  const child = spawn('/usr/bin/python3', ['-c', program], { stdio: ['pipe', 'pipe', 'ignore'] });
  const [line] = await once(child.stdout, 'data');
  const port = Number(String(line));
  const waiting: Socket[] = [];
  // One that is let in fills the queue; the kernel drops those after it.
  for (let count = 0; count < 4; count++) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    waiting.push(socket);
  }
  await once(waiting[0] as Socket, 'connect');
  return {
    port,
    async close() {
      for (const socket of waiting) socket.destroy();
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}
