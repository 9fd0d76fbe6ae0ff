import { eye, type Gaze, innerCorner, onAxis, outerCorner, type Point, type Side } from './anatomy.ts';
import type { Colour } from './plane.ts';
import type { Random } from './random.ts';
import type { Lighting } from './relief.ts';
import { bell, clamp, mix, smoothstep } from './shape.ts';
import { clouds, type Texture, texelBetween } from './texture.ts';

/** The patterns that make one eye this eye. */
export type EyePattern = { fibres: Texture; crypts: Texture; veins: Texture };

export function growEye(random: Random): EyePattern {
  return { fibres: clouds(random, 512, 64, 3), crypts: clouds(random, 256, 16, 2), veins: clouds(random, 256, 20, 3) };
}

/**
 * An eye looking somewhere, ready to be asked for the colour of each point of its surface. `reflex` is where it mirrors a
 * flash, relative to its centre.
 */
export type Eyeball = { side: Side; gaze: Gaze; pattern: EyePattern; lighting: Lighting; reflex: Point };

/**
 * The colour at (dx, dy) from the eye's centre into `out`. `underLid` and `overLid` are the distances to the upper and
 * the lower margin: both lids shade the eye.
 */
export function shadeEyeball(
  ball: Eyeball,
  dx: number,
  dy: number,
  underLid: number,
  overLid: number,
  out: Colour,
): void {
  const { gaze, lighting } = ball;
  const n = ball.side * dx;
  const roundness = Math.sqrt(Math.max(0.08, 1 - (dx / 17.5) ** 2 - ((dy - 1.2) / 13.5) ** 2));
  const shade =
    (lighting === 'flash' ? 1 : 0.62) *
    roundness *
    (1 - (lighting === 'flash' ? 0.5 : 0.72) * Math.exp(-Math.max(0, underLid) / 1.5)) *
    (1 - 0.22 * Math.exp(-Math.max(0, overLid) / 0.7));

  sclera(ball, n, dx, dy, out);
  // The plane of the limbus and that of the pupil, each seen foreshortened.
  const lv = (dy - eye.limbus * gaze.sinUp) / gaze.cosUp;
  const lu = (dx - eye.limbus * gaze.sinLeft * gaze.cosUp + lv * gaze.sinLeft * gaze.sinUp) / gaze.cosLeft;
  const fromLimbusAxis = Math.hypot(lu, lv);
  const cover = smoothstep(eye.limbusRadius + 0.42, eye.limbusRadius - 0.3, fromLimbusAxis);
  if (cover > 0) {
    iris(ball, dx, dy, lu, lv, fromLimbusAxis);
    for (let k = 0; k < 3; k++) out[k] = mix(out[k] as number, irisColour[k] as number, cover);
  }
  for (let k = 0; k < 3; k++) out[k] = (out[k] as number) * shade;
  if (fromLimbusAxis < eye.limbusRadius + 0.4) gloss(ball, dx, dy, out);
  // The tear film on the lower lid.
  const film = (lighting === 'flash' ? 0.2 : 0.05) * bell(overLid - 0.16, 0.09) * smoothstep(13, 9, Math.abs(n));
  for (let k = 0; k < 3; k++) out[k] = (out[k] as number) + film;
}

function sclera(ball: Eyeball, n: number, dx: number, dy: number, out: Colour): void {
  const { gaze, pattern } = ball;
  const dz = Math.sqrt(Math.max(1, eye.radius ** 2 - dx * dx - dy * dy));
  // The point as the eye itself knows it, so that vessels turn with it.
  const u = dx * gaze.cosLeft - dz * gaze.sinLeft;
  const v = -dx * gaze.sinLeft * gaze.sinUp + dy * gaze.cosUp - dz * gaze.cosLeft * gaze.sinUp;
  const polar = Math.hypot(u, v);
  const bend = texelBetween(pattern.veins, u * 5, v * 5);
  const line = texelBetween(pattern.veins, u * 3.4 + 7 * bend, v * 9 + 9 * bend + 40);
  const fine = texelBetween(pattern.veins, u * 8 + 90, v * 17 + 5 * bend);
  const away = smoothstep(eye.limbusRadius - 0.2, 10.5, polar);
  const vein = away * (0.42 * smoothstep(0.085, 0, Math.abs(line)) + 0.22 * smoothstep(0.12, 0, Math.abs(fine)));
  const corner = smoothstep(-7.4, innerCorner.n + 3, n) + 0.55 * smoothstep(9, outerCorner.n, n);
  const pink = clamp(0.09 + 0.3 * corner + 0.62 * vein + 0.05 * bend, 0, 1);
  const rim = 0.16 * bell(polar - eye.limbusRadius - 0.3, 0.75);
  out[0] = 0.66 * (1 - 0.13 * pink) * (1 - rim);
  out[1] = 0.61 * (1 - 0.52 * pink) * (1 - 0.85 * rim);
  out[2] = 0.57 * (1 - 0.55 * pink) * (1 - 0.7 * rim);
  const caruncle = smoothstep(-10.9, -12.2, n + 0.5 * bend);
  const plica = 0.5 * bell(n + 10.4 - 0.03 * dy * dy, 0.7);
  const flesh = clamp(caruncle + plica, 0, 1);
  const bump = 1 + 0.25 * bend + 0.35 * bell(Math.hypot(n + 12.9, dy + 1.75), 0.9);
  out[0] = mix(out[0], 0.5 * bump, flesh);
  out[1] = mix(out[1], 0.225 * bump, flesh);
  out[2] = mix(out[2], 0.185 * bump, flesh);
}

const irisColour: Colour = new Float32Array(3);

function iris(ball: Eyeball, dx: number, dy: number, lu: number, lv: number, fromLimbusAxis: number): void {
  const { gaze, pattern } = ball;
  const pv = (dy - eye.pupil * gaze.sinUp) / gaze.cosUp;
  const pu = (dx - eye.pupil * gaze.sinLeft * gaze.cosUp + pv * gaze.sinLeft * gaze.sinUp) / gaze.cosLeft;
  const turn = Math.atan2(pv, pu) / (2 * Math.PI);
  const wobble = texelBetween(pattern.crypts, turn * 256, 17);
  const fromPupil = Math.hypot(pu, pv) - eye.pupilRadius * (1 + 0.012 * wobble);
  // 0 at the pupil's edge, 1 at the limbus.
  const t = clamp(fromPupil / (fromPupil + Math.max(0.001, eye.limbusRadius - fromLimbusAxis)), 0, 1);

  const fibre = texelBetween(pattern.fibres, turn * 512 + 5 * wobble * t, t * 20);
  const finer = texelBetween(pattern.fibres, turn * 1024 + 31, t * 26 + 77);
  const crypt = texelBetween(pattern.crypts, turn * 256 + 40, t * 34 + 60);
  const collar = 0.3 + 0.05 * wobble;
  const inner = smoothstep(collar + 0.09, collar - 0.1, t);
  const ridge = bell(t - collar, 0.045);
  const strands = Math.max(0.35, 1 + 0.5 * fibre + 0.32 * finer);
  const pits = 1 - 0.45 * smoothstep(0.25, 0.8, crypt) * smoothstep(0.02, 0.15, t);
  const furrow = 1 - 0.14 * bell(t - 0.68 - 0.03 * wobble, 0.03) - 0.1 * bell(t - 0.8 + 0.02 * wobble, 0.025);
  const edge = mix(1, 0.2, smoothstep(0.78, 1.0, t)) * mix(0.45, 1, smoothstep(0, 0.06, t));
  const bowl = 1 - 0.16 * clamp(lv / eye.limbusRadius, -1, 1) + 0.05 * clamp(lu / eye.limbusRadius, -1, 1);
  const tone = strands * pits * furrow * edge * bowl * (1 + 0.35 * ridge);
  irisColour[0] = mix(0.104, 0.19, inner + 0.3 * ridge) * tone;
  irisColour[1] = mix(0.128, 0.138, inner) * tone;
  irisColour[2] = mix(0.122, 0.072, inner) * tone;
  const pupil = smoothstep(0.06, -0.06, fromPupil);
  for (let k = 0; k < 3; k++) irisColour[k] = mix(irisColour[k] as number, 0.004, pupil);
}

/** What the cornea mirrors: the flash as one small disc, or the room's ceiling as a faint veil. */
function gloss(ball: Eyeball, dx: number, dy: number, out: Colour): void {
  if (ball.lighting === 'flash') {
    const distance = Math.hypot(dx - ball.reflex.x, dy - ball.reflex.y);
    const disc = 3.4 * smoothstep(eye.reflexRadius + 0.1, eye.reflexRadius - 0.1, distance);
    const bloom = 0.022 * bell(distance, 0.8);
    for (let k = 0; k < 3; k++) out[k] = (out[k] as number) + disc + bloom;
    return;
  }
  const apex = onAxis(ball.gaze, eye.reflex);
  const veil = 0.055 * smoothstep(-0.5, 3, dy - apex.y) * smoothstep(4.6, 2.6, Math.hypot(dx - apex.x, dy - apex.y));
  out[0] = (out[0] as number) + veil;
  out[1] = (out[1] as number) + veil * 1.04;
  out[2] = (out[2] as number) + veil * 1.1;
}
