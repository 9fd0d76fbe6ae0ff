import sharp from 'sharp';
import type { Fixation } from '../../electron/contract/protocol.ts';

/** A drawn eye band, 144 mm wide at 3:2, looking somewhere: enough to see that the page shows the right picture. */
export function eyePicture(options: {
  fixation?: Fixation | undefined;
  widthPx: number;
  lit?: boolean;
  shiftMm?: number;
  /** Turned around the middle between the eyes. */
  clockwiseDeg?: number;
  /** An eighth of the field burnt, at the left, and a sixteenth black, at the right. */
  clipped?: boolean;
}): Promise<Buffer> {
  const {
    fixation = { leftDeg: 0, upDeg: 0 },
    widthPx,
    lit = true,
    shiftMm = 0,
    clockwiseDeg = 0,
    clipped = false,
  } = options;
  const dx = (fixation.leftDeg / 30) * 6;
  const dy = (-fixation.upDeg / 30) * 4;
  const eye = (x: number): string => `
    <clipPath id="lid${x}"><path d="M${x - 16} 1C${x - 9} -11 ${x + 9} -11 ${x + 16} 0 ${x + 9} 10 ${x - 9} 10 ${x - 16} 1z"/></clipPath>
    <path d="M${x - 20} -14C${x - 10} -22 ${x + 10} -22 ${x + 20} -13" stroke="#5a3a26" stroke-width="4" fill="none" stroke-linecap="round"/>
    <g clip-path="url(#lid${x})"><rect x="${x - 20}" y="-14" width="40" height="28" fill="#f4efe9"/>
      <circle cx="${x + dx}" cy="${dy}" r="5.9" fill="#47698a"/><circle cx="${x + dx}" cy="${dy}" r="2.3" fill="#111"/>
      <circle cx="${x + dx * 0.6 + 0.8}" cy="${dy * 0.6 - 0.8}" r="0.7" fill="#fff"/></g>
    <path d="M${x - 16} 1C${x - 9} -11 ${x + 9} -11 ${x + 16} 0 ${x + 9} 10 ${x - 9} 10 ${x - 16} 1z" fill="none" stroke="#8a5a44" stroke-width="0.7"/>`;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-72 -48 144 96" width="${widthPx}" height="${Math.round((widthPx * 2) / 3)}">
    <defs><radialGradient id="skin"><stop offset="0" stop-color="#d9b49b"/><stop offset="1" stop-color="#b98f75"/></radialGradient></defs>
    <rect x="-72" y="-48" width="144" height="96" fill="url(#skin)"/>
    <g transform="translate(${shiftMm} 0) rotate(${clockwiseDeg})">${eye(-31)}${eye(31)}<path d="M-9 48C-6 30 6 30 9 48z" fill="#a67a63"/></g>
    ${lit ? '' : '<rect x="-72" y="-48" width="144" height="96" fill="#000" opacity="0.72"/>'}
    ${clipped ? '<path d="M-72 -48h36v48h-36z" fill="#fff"/><path d="M54 -48h18v48h-18z" fill="#000"/>' : ''}</svg>`;
  return sharp(Buffer.from(drawing)).jpeg({ quality: 82 }).toBuffer();
}

/** Pictures side by side as a composite has them; an empty cell stays grey. */
export async function sheet(rows: readonly (readonly (Buffer | null)[])[], widthPx: number): Promise<Buffer> {
  const columns = Math.max(...rows.map((row) => row.length));
  const gap = Math.round(widthPx / 150);
  const cell = Math.floor((widthPx - gap * (columns + 1)) / columns);
  const height = Math.round((cell * 2) / 3);
  const tiles = rows.flatMap((row, y) =>
    row.flatMap((jpeg, x) => (jpeg ? [{ jpeg, left: gap + x * (cell + gap), top: gap + y * (height + gap) }] : [])),
  );
  const placed = tiles.map(async ({ jpeg, left, top }) => ({
    input: await sharp(jpeg).resize(cell, height).toBuffer(),
    left,
    top,
  }));
  return await sharp({
    create: { width: widthPx, height: gap + rows.length * (height + gap), channels: 3, background: '#6b6b6b' },
  })
    .composite(await Promise.all(placed))
    .jpeg({ quality: 85 })
    .toBuffer();
}
