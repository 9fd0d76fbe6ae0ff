import { createPlainSubject } from '../../electron/simulator/plain-subject.ts';
import type { Subject } from '../../electron/simulator/subject-port.ts';

/** The flat test card, each picture and each live frame with `text` written into its bytes as a comment. */
export function markedSubject(text: string): Subject {
  const plain = createPlainSubject({ seed: 1 });
  return {
    photograph: async (exposure) => marked(await plain.photograph(exposure), text),
    liveFrame: async (view) => marked(await plain.liveFrame(view), text),
    close: () => plain.close(),
  };
}

/** Behind the first segment of a JPEG. */
function marked(jpeg: Uint8Array, text: string): Uint8Array {
  const bytes = Buffer.from(jpeg);
  const comment = Buffer.from(text, 'utf8');
  const head = Buffer.from([0xff, 0xfe, 0, 0]);
  head.writeUInt16BE(comment.length + 2, 2);
  const at = 4 + bytes.readUInt16BE(4);
  return Buffer.concat([bytes.subarray(0, at), head, comment, bytes.subarray(at)]);
}
