import type { FrameSource } from '../client/frames.ts';

export type Drawn = { width: number; height: number };

/**
 * Draws each frame as it comes and asks for the next once it is drawn, while the page can be seen. A frame that cannot
 * be decoded is left out. `look` sees each one before it is drawn, and must not keep it. Stops for good when the
 * returned function is called.
 */
export function drawFrames(
  source: FrameSource,
  canvas: HTMLCanvasElement,
  look: (frame: ImageBitmap) => void,
  onDrawn: (size: Drawn) => void,
): () => void {
  const context = canvas.getContext('bitmaprenderer');
  let stopped = false;

  const ask = (): void => {
    if (!stopped && document.visibilityState === 'visible') source.ask();
  };
  const draw = async (jpeg: Uint8Array<ArrayBuffer>): Promise<void> => {
    try {
      const bitmap = await createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' }));
      const { width, height } = bitmap;
      if (stopped) return bitmap.close();
      look(bitmap);
      context?.transferFromImageBitmap(bitmap);
      onDrawn({ width, height });
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    } finally {
      ask();
    }
  };

  const unlisten = source.listen((jpeg) => void draw(jpeg));
  document.addEventListener('visibilitychange', ask);
  ask();
  return () => {
    stopped = true;
    unlisten();
    document.removeEventListener('visibilitychange', ask);
  };
}
