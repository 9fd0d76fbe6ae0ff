import { describe, expect, it } from 'vitest';
import {
  eye,
  gazeTowards,
  lidsFor,
  lowerMargin,
  onAxis,
  reflexAt,
  upperMargin,
} from '../../electron/simulator/subject/anatomy.ts';

const straight = gazeTowards({ leftDeg: 0, upDeg: 0 });

describe('the drawn eye turns as an eye does', () => {
  it('moves right in the picture for the patient’s left, and up for up', () => {
    const turned = onAxis(gazeTowards({ leftDeg: 30, upDeg: 20 }), eye.limbus);
    expect(turned.x).toBeGreaterThan(0);
    expect(turned.y).toBeGreaterThan(0);
  });

  it.each([5, 10, 20, 30])(
    'tells %i° by the reflex: 20 prism dioptres per millimetre, within the published spread',
    (leftDeg) => {
      const gaze = gazeTowards({ leftDeg, upDeg: 0 });
      const apartMm = onAxis(gaze, eye.limbus).x - reflexAt(gaze).x;
      const dioptres = 100 * Math.tan((leftDeg * Math.PI) / 180);
      expect(dioptres / apartMm).toBeGreaterThan(18);
      expect(dioptres / apartMm).toBeLessThan(23);
    },
  );

  it('keeps the reflex on the cornea in all nine directions', () => {
    for (const leftDeg of [-30, 0, 30]) {
      for (const upDeg of [-30, 0, 30]) {
        const gaze = gazeTowards({ leftDeg, upDeg });
        const limbus = onAxis(gaze, eye.limbus);
        const reflex = reflexAt(gaze);
        expect(Math.hypot(reflex.x - limbus.x, reflex.y - limbus.y)).toBeLessThan(eye.limbusRadius);
      }
    }
  });

  it('stops at 50°, however far it is asked to look', () => {
    expect(gazeTowards({ leftDeg: -90, upDeg: 70 })).toMatchObject({ leftDeg: -50, upDeg: 50 });
  });
});

describe('the lids', () => {
  it('cover the upper edge of the cornea and touch the lower one when looking straight ahead', () => {
    const lids = lidsFor(straight, 1);
    expect(upperMargin(lids, 0)).toBeGreaterThan(eye.pupilRadius + 1);
    expect(upperMargin(lids, 0)).toBeLessThan(eye.limbusRadius);
    expect(lowerMargin(lids, 0)).toBeLessThan(-5);
  });

  it('follow a vertical gaze, the upper one far more than the lower one', () => {
    const up = lidsFor(gazeTowards({ leftDeg: 0, upDeg: 30 }), 1);
    const down = lidsFor(gazeTowards({ leftDeg: 0, upDeg: -30 }), 1);
    const upperTravel = upperMargin(up, 0) - upperMargin(down, 0);
    const lowerTravel = lowerMargin(up, 0) - lowerMargin(down, 0);
    expect(upperTravel).toBeGreaterThan(7);
    expect(lowerTravel).toBeGreaterThan(2);
    expect(upperTravel).toBeGreaterThan(2 * lowerTravel);
  });

  it.each([-30, -20, -10, 0, 10, 20, 30])('leave the reflex free when looking %i° up', (upDeg) => {
    for (const leftDeg of [-30, 0, 30]) {
      const gaze = gazeTowards({ leftDeg, upDeg });
      for (const side of [-1, 1] as const) {
        const lids = lidsFor(gaze, side);
        const reflex = reflexAt(gaze);
        expect(reflex.y + eye.reflexRadius).toBeLessThan(upperMargin(lids, side * reflex.x));
        expect(reflex.y - eye.reflexRadius).toBeGreaterThan(lowerMargin(lids, side * reflex.x));
      }
    }
  });

  it('meet at both corners and never cross between them', () => {
    for (const upDeg of [-30, 0, 30]) {
      const lids = lidsFor(gazeTowards({ leftDeg: 0, upDeg }), -1);
      for (let n = -16; n <= 16; n += 0.5)
        expect(upperMargin(lids, n)).toBeGreaterThanOrEqual(lowerMargin(lids, n) - 1e-9);
      expect(upperMargin(lids, -16)).toBeCloseTo(lowerMargin(lids, -16), 6);
      expect(upperMargin(lids, 16)).toBeCloseTo(lowerMargin(lids, 16), 6);
    }
  });
});
