/** From where a body is seen. Degrees: `turn` brings the face to the picture's right, `tilt` its chin forwards. */
export type Direction = { turnDeg: number; tiltDeg: number };

/** Nine numbers, row by row, that turn a place on the body into picture coordinates: right, up, towards the camera. */
export type Rotation = readonly [number, number, number, number, number, number, number, number, number];

export function rotationFor({ turnDeg, tiltDeg }: Direction): Rotation {
  const turn = (turnDeg * Math.PI) / 180;
  const tilt = (tiltDeg * Math.PI) / 180;
  const [ct, st, cp, sp] = [Math.cos(turn), Math.sin(turn), Math.cos(tilt), Math.sin(tilt)];
  // First about the body's own upright axis, then tilted as the camera sees it.
  return [ct, 0, st, -st * sp, cp, ct * sp, -st * cp, -sp, ct * cp];
}

export type Place3 = readonly [number, number, number];

export function rotated(rotation: Rotation, [x, y, z]: Place3): [number, number, number] {
  return [
    rotation[0] * x + rotation[1] * y + rotation[2] * z,
    rotation[3] * x + rotation[4] * y + rotation[5] * z,
    rotation[6] * x + rotation[7] * y + rotation[8] * z,
  ];
}
