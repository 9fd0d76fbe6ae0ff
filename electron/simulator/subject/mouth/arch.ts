/** What kind a tooth is: how its crown is shaped. */
export type Kind = 'incisor' | 'canine' | 'premolar' | 'molar';

/** One tooth on its arch. `at` is its middle along the arch from the midline, negative on the patient's right. */
export type Tooth = {
  kind: Kind;
  at: number;
  width: number;
  /** From the gum to the edge. */
  height: number;
  /** From cheek to tongue. */
  thickness: number;
  /** Turned about its own axis, and farther out than its place asks: nobody's teeth are quite even. */
  turnDeg: number;
  out: number;
  /** How far the crown's middle stands behind the arch's line, which runs where the teeth touch. */
  back: number;
  /** How yellow, and how dark. */
  warm: number;
  grey: number;
  filling: boolean;
};

/** An arch seen from above: where each millimetre along it lies. Upper teeth point down, `grow` is 1; lower −1. */
export type Arch = {
  grow: 1 | -1;
  teeth: readonly Tooth[];
  halfLength: number;
  /** The arch's line at `s` millimetres from its middle, and the direction outwards. */
  point(s: number): { x: number; z: number; outX: number; outZ: number };
};

type Row = readonly [kind: Kind, width: number, height: number, thickness: number, warm: number];

const upperRow: readonly Row[] = [
  ['incisor', 8.6, 10.9, 7.0, 0],
  ['incisor', 6.7, 9.4, 6.2, 0.1],
  ['canine', 7.8, 10.6, 7.8, 0.75],
  ['premolar', 7.0, 8.7, 9.0, 0.35],
  ['premolar', 6.8, 8.0, 9.0, 0.35],
  ['molar', 10.3, 7.6, 11.2, 0.45],
  ['molar', 9.6, 7.1, 11.0, 0.5],
];
const lowerRow: readonly Row[] = [
  ['incisor', 5.4, 8.9, 6.0, 0.1],
  ['incisor', 6.0, 9.2, 6.2, 0.1],
  ['canine', 6.9, 10.6, 7.5, 0.7],
  ['premolar', 7.1, 8.8, 7.8, 0.35],
  ['premolar', 7.2, 8.2, 8.2, 0.4],
  ['molar', 11.0, 7.6, 10.4, 0.45],
  ['molar', 10.4, 7.1, 10.2, 0.5],
];

/** What makes this mouth this mouth, by the tooth's number from the midline; right is negative. */
type Mark = Partial<Pick<Tooth, 'turnDeg' | 'out' | 'warm' | 'grey' | 'filling'>>;
const upperMarks: Readonly<Record<number, Mark>> = {
  [-2]: { turnDeg: 13, out: 0.5 },
  [-1]: { turnDeg: 2, grey: 0.1 },
  1: { turnDeg: -3 },
  3: { out: 0.6 },
  6: { filling: true },
};
const lowerMarks: Readonly<Record<number, Mark>> = {
  [-6]: { filling: true },
  [-1]: { turnDeg: 9, out: -0.5 },
  1: { turnDeg: 5 },
  2: { turnDeg: -11, out: 0.6 },
};

function arch(
  grow: 1 | -1,
  row: readonly Row[],
  marks: Readonly<Record<number, Mark>>,
  halfWidthMm: number,
  depthMm: number,
): Arch {
  const teeth = ([-1, 1] as const).flatMap((side) => {
    let end = 0;
    return row.map(([kind, width, height, thickness, warm], i): Tooth => {
      end += width;
      const back = kind === 'incisor' || kind === 'canine' ? 0.2 * thickness : 0;
      const plain = { back, turnDeg: 0, out: 0, warm, grey: 0, filling: false };
      return { kind, width, height, thickness, at: side * (end - width / 2), ...plain, ...marks[side * (i + 1)] };
    });
  });
  const halfLength = row.reduce((sum, [, width]) => sum + width, 0);
  return { grow, teeth, halfLength, point: ellipse(halfWidthMm, depthMm) };
}

/** A good half of an ellipse, open to the back, by the length along it. */
function ellipse(a: number, b: number): Arch['point'] {
  const steps = 720;
  const lengths = [0];
  const place = (t: number): { x: number; z: number } => ({ x: a * Math.sin(t), z: b * (Math.cos(t) - 1) });
  const angle = (i: number): number => (i / steps) * 0.56 * Math.PI;
  for (let i = 1; i <= steps; i++) {
    const from = place(angle(i - 1));
    const to = place(angle(i));
    lengths.push((lengths[i - 1] as number) + Math.hypot(to.x - from.x, to.z - from.z));
  }
  return (s) => {
    const length = Math.abs(s);
    let low = 0;
    let high = steps;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((lengths[middle] as number) < length) low = middle;
      else high = middle;
    }
    const span = (lengths[high] as number) - (lengths[low] as number);
    const t = angle(low + (length - (lengths[low] as number)) / span);
    const side = s < 0 ? -1 : 1;
    const { x, z } = place(t);
    const outX = Math.sin(t) / a;
    const outZ = Math.cos(t) / b;
    const scale = 1 / Math.hypot(outX, outZ);
    return { x: side * x, z, outX: side * outX * scale, outZ: outZ * scale };
  };
}

export const upperArch = arch(1, upperRow, upperMarks, 27.2, 43);
export const lowerArch = arch(-1, lowerRow, lowerMarks, 25.6, 41);
