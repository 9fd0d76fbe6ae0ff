import { behindHeader } from '../live-bytes.ts';

/** What a D750 puts before each live frame. */
export const liveViewHeaderBytes = 384;

export type LiveViewFrame = {
  jpeg: Uint8Array;
  widthPx: number;
  heightPx: number;
  /** Size of a whole picture, in whose coordinates the focus area is given. */
  pictureWidthPx: number;
  pictureHeightPx: number;
  focus: { x: number; y: number };
};

/**
 * Header and JPEG. The header's numbers are big-endian and have at most 15 bits, so that no 0xFF is in it: readers
 * look for the first FFD8.
 */
export function encodeLiveViewFrame(frame: LiveViewFrame): Uint8Array {
  const header = new Uint8Array(liveViewHeaderBytes);
  const view = new DataView(header.buffer);
  const numbers = [
    frame.widthPx,
    frame.heightPx,
    frame.pictureWidthPx,
    frame.pictureHeightPx,
    frame.pictureWidthPx,
    frame.pictureHeightPx,
    frame.pictureWidthPx >> 1,
    frame.pictureHeightPx >> 1,
    Math.round(frame.pictureWidthPx / 20),
    Math.round(frame.pictureHeightPx / 20),
    frame.focus.x,
    frame.focus.y,
  ];
  numbers.forEach((number, index) => {
    view.setUint16(8 + 2 * index, withoutFf(number));
  });
  return behindHeader(header, frame.jpeg);
}

/** The nearest number below whose bytes are not 0xFF. */
function withoutFf(number: number): number {
  const bounded = Math.max(0, Math.min(0x7fff, Math.round(number)));
  return (bounded & 0xff) === 0xff ? bounded - 1 : bounded;
}
