import type { WebSocket } from 'ws';
import type { Wire } from '../contract/rpc.ts';
import type { FrameWire } from '../studio/live-view.ts';

/** A studio wire over a WebSocket: one JSON text per message. What is not JSON is dropped. */
export function studioWire(socket: WebSocket): Wire {
  return {
    send(message) {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage(listener) {
      socket.on('message', (data, binary) => {
        if (binary) return;
        let message: unknown;
        try {
          message = JSON.parse(String(data));
        } catch {
          return;
        }
        listener(message);
      });
    },
    onClose: (listener) => {
      socket.once('close', listener);
    },
    close: () => socket.close(),
  };
}

/** Live frames over a WebSocket: the page says `next`, one binary message answers. */
export function frameWire(socket: WebSocket): FrameWire {
  return {
    onNext(listener) {
      socket.on('message', (data) => {
        if (String(data) === 'next') listener();
      });
    },
    send(jpeg) {
      if (socket.readyState === socket.OPEN) socket.send(jpeg);
    },
    onClose: (listener) => {
      socket.once('close', listener);
    },
  };
}
