import type { Point, Side } from './anatomy.ts';
import type { Hair } from './hairs.ts';
import { colour } from './plane.ts';
import { between, gaussian, type Random } from './random.ts';
import { mix, smoothstep } from './shape.ts';

/** The middle of the brow from the nose (0) to the temple (1), and half its height there. */
function browAt(t: number): Point & { half: number } {
  const x = mix(11.5, 55, t);
  const y = 18.2 + 7.6 * Math.sin(Math.PI * 0.62 * t ** 1.12) - 2.6 * smoothstep(0.62, 1, t) * t;
  const half = mix(4.3, 1.0, smoothstep(0.18, 1.05, t)) * smoothstep(-0.12, 0.1, t);
  return { x, y, half };
}

/** The hairs of one brow, from the back to the front. They stand up by the nose and lie down towards the temple. */
export function growBrow(random: Random, side: Side): Hair[] {
  return Array.from({ length: 980 }, () => {
    const t = Math.min(0.995, Math.max(0, random() ** 0.92 + 0.012 * gaussian(random)));
    const place = browAt(t);
    const across = Math.max(-1.15, Math.min(1.15, 0.55 * gaussian(random)));
    const rise = mix(72, 4, smoothstep(0, 0.5, t)) - 20 * smoothstep(0.45, 1, t) - across * mix(16, 26, t);
    const angle = ((rise + 9 * gaussian(random)) * Math.PI) / 180;
    const length = between(random, 4.2, 7.8) * mix(1, 0.82, t) * smoothstep(-0.1, 0.12, t);
    const turn = angle - between(random, 0.1, 0.42) * (t < 0.2 ? 0.8 : 1);
    const root = { x: place.x, y: place.y + across * place.half };
    const bend = { x: root.x + Math.cos(angle) * length * 0.55, y: root.y + Math.sin(angle) * length * 0.55 };
    const tip = { x: bend.x + Math.cos(turn) * length * 0.5, y: bend.y + Math.sin(turn) * length * 0.5 };
    const tone = between(random, 0.6, 1.5);
    return {
      root: mirrored(root, side),
      bend: mirrored(bend, side),
      tip: mirrored(tip, side),
      widthMm: between(random, 0.07, 0.14),
      opacity: between(random, 0.45, 0.85),
      rootOpacity: 0.35,
      colour: colour(0.052 * tone, 0.031 * tone, 0.02 * tone),
    };
  });
}

function mirrored(point: Point, side: Side): Point {
  return { x: side * point.x, y: point.y };
}
