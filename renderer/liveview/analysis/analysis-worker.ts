import { sharpEdges } from './edges.ts';
import { levelsOf } from './levels.ts';
import type { AnalysisOrder, AnalysisResult } from './messages.ts';
import { paintOverlay } from './overlay.ts';
import { lumaOf, type Pixels } from './pixels.ts';

const source = new OffscreenCanvas(1, 1);
const reading = source.getContext('2d', { willReadFrequently: true });
const drawing = new OffscreenCanvas(1, 1);
const painting = drawing.getContext('2d', { willReadFrequently: true });

/** One order, one answer: the page sends the next frame only then. */
addEventListener('message', ({ data }: MessageEvent<AnalysisOrder>) => {
  const result = analyse(data);
  postMessage(result, { transfer: result.overlay ? [result.overlay] : [] });
});

function analyse({ frame, wanted, overlayPx }: AnalysisOrder): AnalysisResult {
  const pixels = pixelsOf(frame);
  if (!pixels) return { overlay: null, histogram: null };
  const luma = lumaOf(pixels);
  const { width, height } = pixels;
  const levels = wanted.zebra || wanted.histogram ? levelsOf(pixels, luma) : null;
  const sharp = wanted.peaking ? sharpEdges(luma, width, height) : undefined;
  const clipped = wanted.zebra ? levels?.clipped : undefined;
  const scale = Math.max(1, Math.floor(overlayPx / width));
  return {
    overlay: sharp || clipped ? paint(paintOverlay({ sharp, clipped }, width, height, scale)) : null,
    histogram: wanted.histogram && levels ? { shares: levels.histogram, over: levels.over, under: levels.under } : null,
  };
}

function pixelsOf(frame: ImageBitmap): Pixels | null {
  const { width, height } = frame;
  resize(source, width, height);
  reading?.drawImage(frame, 0, 0);
  frame.close();
  const data = reading?.getImageData(0, 0, width, height).data;
  return data ? { width, height, rgba: data } : null;
}

function paint({ width, height, rgba }: Pixels): ImageBitmap | null {
  resize(drawing, width, height);
  const image = painting?.createImageData(width, height);
  if (!image) return null;
  image.data.set(rgba);
  painting?.putImageData(image, 0, 0);
  return drawing.transferToImageBitmap();
}

/** Setting a canvas's size empties it and costs an allocation: only where it differs. */
function resize(canvas: OffscreenCanvas, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
