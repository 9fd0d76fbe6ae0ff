import type { Wire } from '../../electron/contract/rpc.ts';

/** Two ends of one wire; messages are cloned as a process boundary would. */
export function wirePair(): [Wire, Wire, () => void] {
  const ends = [0, 1].map(() => ({ messages: new Set<(m: unknown) => void>(), closes: new Set<() => void>() }));
  let closed = false;
  const close = (): void => {
    if (closed) return;
    closed = true;
    for (const end of ends) for (const listener of end.closes) listener();
  };
  const make = (own: number): Wire => ({
    send(message) {
      if (closed) return;
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => {
        for (const listener of ends[1 - own]?.messages ?? []) listener(copy);
      });
    },
    onMessage: (listener) => void ends[own]?.messages.add(listener),
    onClose: (listener) => void ends[own]?.closes.add(listener),
    close,
  });
  return [make(0), make(1), close];
}
