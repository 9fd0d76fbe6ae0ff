import type { Pose } from '../../contract/devices.ts';
import { pace } from './pace.ts';
import type { Area, Plane } from './plane.ts';

/** How a picture is stored and photographed: the body's turn, and a mirror between it and the sitter. */
export type Hold = Pick<Pose, 'orientation' | 'grip' | 'mirror'>;

/** EXIF's number for a body held like that: 8 with the grip up, 6 with it down. */
export function exifOrientation(hold: Pick<Hold, 'orientation' | 'grip'> | null): 1 | 6 | 8 {
  if (hold?.orientation !== 'portrait') return 1;
  return hold.grip === 'up' ? 8 : 6;
}

/** What an upright eye sees of a field that is `widthMm` along the sensor's long side, around its middle. */
export function uprightArea(hold: Hold | null, widthMm: number, aspect: number, marginMm: number): Area {
  const long = widthMm / 2 + marginMm;
  const short = (widthMm * aspect) / 2 + marginMm;
  const [across, up] = hold?.orientation === 'portrait' ? [short, long] : [long, short];
  return { leftMm: -across, rightMm: across, bottomMm: -up, topMm: up };
}

/** Turns and flips what an upright eye sees into what lies on the sensor: its long side is always across. */
export async function asHeld(plane: Plane, hold: Hold | null): Promise<Plane> {
  const orientation = exifOrientation(hold);
  const mirror = hold?.mirror ?? 'none';
  if (orientation === 1 && mirror === 'none') return plane;
  const { widthPx, heightPx, mmPerPx, data } = plane;
  const across = mirror === 'left-right' ? { at: widthPx - 1, step: -1 } : { at: 0, step: 1 };
  const down = mirror === 'top-bottom' ? { at: heightPx - 1, step: -1 } : { at: 0, step: 1 };
  const turned = orientation !== 1;
  const width = turned ? heightPx : widthPx;
  const height = turned ? widthPx : heightPx;
  const held = new Uint16Array(data.length);
  const pause = pace();
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const x = orientation === 1 ? column : orientation === 8 ? row : widthPx - 1 - row;
      const y = orientation === 1 ? row : orientation === 8 ? heightPx - 1 - column : column;
      const from = ((down.at + down.step * y) * widthPx + across.at + across.step * x) * 3;
      const to = (row * width + column) * 3;
      held[to] = data[from] as number;
      held[to + 1] = data[from + 1] as number;
      held[to + 2] = data[from + 2] as number;
    }
    await pause();
  }
  const left = mirror === 'left-right' ? -(plane.leftMm + widthPx * mmPerPx) : plane.leftMm;
  const top = mirror === 'top-bottom' ? heightPx * mmPerPx - plane.topMm : plane.topMm;
  const corner =
    orientation === 1
      ? { leftMm: left, topMm: top }
      : orientation === 8
        ? { leftMm: top - heightPx * mmPerPx, topMm: -left }
        : { leftMm: -top, topMm: left + widthPx * mmPerPx };
  return { widthPx: width, heightPx: height, mmPerPx, ...corner, data: held };
}
