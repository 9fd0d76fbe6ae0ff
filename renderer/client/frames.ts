/** What carries frames: asks with a text, answers with bytes. */
export type FrameChannel = { ask(): void; onBytes(listener: (jpeg: Uint8Array<ArrayBuffer>) => void): void };

/**
 * Live frames, latest only. `ask` asks for the next one; a second ask before its answer is the same one, so the asking
 * is the acknowledgement and nothing queues. A frame that comes while nobody listens is dropped.
 */
export type FrameSource = {
  ask(): void;
  listen(listener: (jpeg: Uint8Array<ArrayBuffer>) => void): () => void;
};

export function frameSource(channel: FrameChannel): FrameSource {
  let asked = false;
  let current: ((jpeg: Uint8Array<ArrayBuffer>) => void) | null = null;
  channel.onBytes((jpeg) => {
    asked = false;
    current?.(jpeg);
  });
  return {
    ask: () => {
      if (asked) return;
      asked = true;
      channel.ask();
    },
    listen: (listener) => {
      current = listener;
      return () => {
        if (current === listener) current = null;
      };
    },
  };
}

export function socketFrames(socket: WebSocket): FrameSource {
  socket.binaryType = 'arraybuffer';
  return frameSource({
    ask: () => {
      if (socket.readyState === WebSocket.OPEN) socket.send('next');
    },
    onBytes: (listener) =>
      socket.addEventListener('message', ({ data }) => {
        if (data instanceof ArrayBuffer) listener(new Uint8Array(data));
      }),
  });
}

export function portFrames(port: MessagePort): FrameSource {
  return frameSource({
    ask: () => port.postMessage('next'),
    onBytes: (listener) => {
      port.addEventListener('message', ({ data }) => {
        if (data instanceof ArrayBuffer) listener(new Uint8Array(data));
        else if (data instanceof Uint8Array) listener(new Uint8Array(data));
      });
      port.start();
    },
  });
}
