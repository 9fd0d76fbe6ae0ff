import sharp from 'sharp';
import type { LiveView, Look } from '../subject-port.ts';
import { fieldWidthMm, straightAhead } from './anatomy.ts';
import { drawFace, type Face, turnEyes } from './face.ts';
import { randomFrom } from './random.ts';
import { develop, type Grain } from './sensor.ts';
import type { Sitter } from './sitter.ts';

/** How long the eyes take from one target to the next. */
const turnMs = 300;

/** A step towards the target that is too small to be worth drawing. */
const stillDeg = 0.05;

/** Live view of one sitter. Frames are drawn one after the other. */
export type LiveCamera = { frame(view: LiveView): Promise<Uint8Array> };

/** `now` is a clock in milliseconds that never goes back. */
export function liveCamera(sitter: Sitter, grain: Grain, seed: number, now: () => number): LiveCamera {
  let face: { kept: Face; widthPx: number; heightPx: number } | undefined;
  let turn = { from: straightAhead, to: straightAhead, since: Number.NEGATIVE_INFINITY };

  function eyesNow(target: Look): Look {
    const at = now();
    const current = along(turn, at);
    if (turn.to.leftDeg !== target.leftDeg || turn.to.upDeg !== target.upDeg) {
      turn = { from: current, to: { ...target }, since: at };
    }
    return Math.hypot(current.leftDeg - target.leftDeg, current.upDeg - target.upDeg) < stillDeg ? target : current;
  }

  return {
    async frame(view) {
      const { widthPx, heightPx, sequence } = view;
      if (face?.widthPx !== widthPx || face.heightPx !== heightPx) {
        face = { kept: await drawFace(sitter, 'room', widthPx, heightPx), widthPx, heightPx };
      }
      const { kept } = face;
      await turnEyes(kept, eyesNow(view.look ?? straightAhead));
      const random = randomFrom(seed ^ Math.imul(sequence + 1, 0x9e3779b1));
      const brightness = (view.lamp ? 1 : 0.42) * (1 + 0.012 * Math.sin(sequence * 0.31) + 0.008 * (random() - 0.5));
      const pixels = await develop(
        kept.plane,
        {
          gain: [brightness * (view.lamp ? 1.04 : 1), brightness, brightness * (view.lamp ? 0.93 : 1)],
          iso: view.lamp ? 800 : 1600,
          centreXMm: 0.12 * Math.sin(sequence * 0.043) + 0.03 * Math.sin(sequence * 0.37),
          centreYMm: 0.2 * Math.sin(sequence * 0.052) + 0.03 * Math.sin(sequence * 0.29),
          widthPx,
          heightPx,
          fieldWidthMm,
        },
        grain,
        random,
      );
      return sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 3 } })
        .jpeg({ quality: 82, chromaSubsampling: '4:2:0', optimiseCoding: false })
        .toBuffer();
    },
  };
}

/** Between two looks: quickly off, gently arriving. */
function along(turn: { from: Look; to: Look; since: number }, at: number): Look {
  const t = Math.min(1, Math.max(0, (at - turn.since) / turnMs));
  const share = 1 - (1 - t) ** 3;
  return {
    leftDeg: turn.from.leftDeg + (turn.to.leftDeg - turn.from.leftDeg) * share,
    upDeg: turn.from.upDeg + (turn.to.upDeg - turn.from.upDeg) * share,
  };
}
