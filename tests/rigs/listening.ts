import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Waits until somebody listens on that port of this machine; `alive` says whether it still may come. */
export async function untilListening(port: number, alive: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
    if (!alive()) throw new Error(`whoever should listen on ${port} has ended`);
    const socket = connect(port, '127.0.0.1');
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return;
    await pause(20);
  }
  throw new Error(`nobody listens on ${port}`);
}
