import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

export type ControlLine = {
  /** Sends one line as it is and resolves with the next answer; events are kept apart. */
  ask(line: string): Promise<Record<string, unknown>>;
  send(request: object): Promise<Record<string, unknown>>;
  readonly events: Record<string, unknown>[];
  close(): void;
};

/** A client of a virtual camera's control connection. */
export async function openControlLine(port: number): Promise<ControlLine> {
  const socket = connect({ host: '127.0.0.1', port });
  await once(socket, 'connect');
  const events: Record<string, unknown>[] = [];
  const waiting: ((answer: Record<string, unknown>) => void)[] = [];
  createInterface({ input: socket }).on('line', (line) => {
    const message = JSON.parse(line) as Record<string, unknown>;
    if ('event' in message) events.push(message);
    else waiting.shift()?.(message);
  });
  const ask = (line: string): Promise<Record<string, unknown>> => {
    const answer = new Promise<Record<string, unknown>>((resolve) => waiting.push(resolve));
    socket.write(`${line}\n`);
    return answer;
  };
  return { ask, send: (request) => ask(JSON.stringify(request)), events, close: () => socket.destroy() };
}
