import { lumaOf } from '../../analysis/pixels.ts';
import { fieldOf } from '../../field.ts';
import { type FrameView, shownWay } from '../../frame-view.ts';
import type { AgreementOrder, AgreementResult, Laid } from './messages.ts';
import { register } from './register.ts';
import { gridPx } from './size.ts';
import { type Grey, type Structure, structureOf } from './structure.ts';

type Size = { width: number; height: number };

const canvas = new OffscreenCanvas(1, 1);
const context = canvas.getContext('2d', { willReadFrequently: true });

let picture: ImageBitmap | null = null;
/** The ghost as it lies now; made anew when it is moved. */
let ghost: { laid: string; structure: Structure | null } | null = null;

addEventListener('message', ({ data }: MessageEvent<AgreementOrder>) => {
  if (data.kind === 'ghost') {
    picture?.close();
    picture = data.picture;
    ghost = null;
    return;
  }
  const result: AgreementResult = { match: compare(data.frame, data.laid) };
  data.frame.close();
  postMessage(result);
});

function compare(frame: ImageBitmap, laid: Laid): AgreementResult['match'] {
  const size = gridOf(laid.aspect);
  const past = ghostAt(laid, size);
  const live = past && structureOf(frameOn(frame, laid.view, size));
  return live ? register(live, past) : null;
}

/** Pixels for the whole shown field. */
function gridOf(aspect: number): Size {
  const { widthMm, heightMm } = fieldOf(gridPx, aspect);
  return { width: Math.round(widthMm), height: Math.round(heightMm) };
}

function ghostAt(laid: Laid, size: Size): Structure | null {
  if (!picture) return null;
  const { fieldWidthMm, ghostWidthMm, nudge, aspect } = laid;
  const key = JSON.stringify([fieldWidthMm, ghostWidthMm, nudge, aspect]);
  if (ghost?.laid === key) return ghost.structure;
  const perMm = gridPx / fieldWidthMm;
  const { widthMm, heightMm } = fieldOf(ghostWidthMm, picture.width / picture.height);
  const turn = new DOMMatrix()
    .translate(size.width / 2 + nudge.rightMm * perMm, size.height / 2 + nudge.downMm * perMm)
    .rotate(nudge.clockwiseDeg);
  const drawn = draw(picture, turn, { width: widthMm * perMm, height: heightMm * perMm }, size);
  ghost = { laid: key, structure: structureOf(drawn) };
  return ghost.structure;
}

/** A frame as the screen shows it, whole. */
function frameOn(frame: ImageBitmap, view: FrameView, size: Size): Grey {
  const right = shownWay(view, { x: 1, y: 0 });
  const down = shownWay(view, { x: 0, y: 1 });
  const turn = new DOMMatrix([right.x, right.y, down.x, down.y, size.width / 2, size.height / 2]);
  const sensed = view.turn === 'none' ? size : { width: size.height, height: size.width };
  return draw(frame, turn, sensed, size);
}

/** Draws a picture around the origin of `turn`, and takes the greys of what is there then. */
function draw(source: ImageBitmap, turn: DOMMatrix, { width, height }: Size, size: Size): Grey {
  canvas.width = size.width;
  canvas.height = size.height;
  const count = size.width * size.height;
  const nothing = { ...size, luma: new Float32Array(count), weight: new Float32Array(count) };
  if (!context) return nothing;
  context.imageSmoothingQuality = 'medium';
  context.setTransform(turn);
  context.drawImage(source, -width / 2, -height / 2, width, height);
  const rgba = context.getImageData(0, 0, size.width, size.height).data;
  const luma = Float32Array.from(lumaOf({ ...size, rgba }));
  return { ...size, luma, weight: nothing.weight.map((_, at) => (rgba[4 * at + 3] ?? 0) / 255) };
}
