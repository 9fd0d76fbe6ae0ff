import type { Pose } from '../../contract/devices.ts';
import type { Expression } from './head/lips.ts';
import type { MouthShow } from './mouth/mouth.ts';
import type { Place3 } from './solid/camera.ts';

/**
 * What a view shows: `eyes` is the band around both eyes. `middle` is the point of the body that the camera points at, in
 * millimetres to the patient's left, up, and towards the face; of a mouth from the upper front teeth's edge, else from the
 * pupils' middle.
 */
export type View =
  | { part: 'eyes'; middle: Place3 }
  | { part: 'head'; turnDeg: number; tiltDeg: number; expression: Expression; middle: Place3 }
  | { part: 'mouth'; turnDeg: number; tiltDeg: number; show: MouthShow; middle: Place3 };

const head = (turnDeg: number, tiltDeg: number, expression: Expression, middle: Place3): View => {
  return { part: 'head', turnDeg, tiltDeg, expression, middle };
};
const mouth = (turnDeg: number, tiltDeg: number, show: Partial<MouthShow>, middle: Place3): View => {
  return {
    part: 'mouth',
    turnDeg,
    tiltDeg,
    show: { arches: 'both', held: 'retractors', ruler: false, ...show },
    middle,
  };
};
const front: Place3 = [0, -25, 0];
const oblique: Place3 = [0, -25, -84];
const profile: Place3 = [0, -25, -74];
const below: Place3 = [0, -88, 0];
const above: Place3 = [0, 18, -46];
const lips: Place3 = [0, -70, 0];
const noseAndLip = head(0, 0, 'relaxed', [0, -49, 0]);
const basal = head(0, 58, 'relaxed', [0, -48, 12]);

const bite: Place3 = [0, 1.2, 0];
const right: Place3 = [-19, 1.2, -20];
const left: Place3 = [19, 1.2, -20];
const arch: Place3 = [0, 0, -18.6];
/** The lower arch is the shorter one: its middle lies further back. */
const lowerArch: Place3 = [0, 0, -22.2];

const buccalRight = mouth(58, 0, {}, right);
const buccalLeft = mouth(-58, 0, {}, left);
const biteFront = mouth(0, 0, {}, bite);
const overjetRight = mouth(78, 0, { ruler: true }, [0, 1.2, -8.5]);
const overjetLeft = mouth(-78, 0, {}, [0, 1.2, -8.5]);
const apart = mouth(0, 0, { arches: 'apart' }, [0, -4, 0]);
const upper = mouth(0, 90, { arches: 'upper', held: 'mirror' }, arch);
const lower = mouth(0, -90, { arches: 'lower', held: 'mirror' }, lowerArch);

/** By the view's code, or by the part of it before a hyphen. */
const views: Readonly<Record<string, View>> = {
  GAZE: { part: 'eyes', middle: [0, 0, 0] },
  'GAZE-LID-R': { part: 'eyes', middle: [-31, 0, 0] },
  'GAZE-LID-L': { part: 'eyes', middle: [31, 0, 0] },
  'GAZE-POSTURE': head(0, 0, 'relaxed', front),
  EV01: head(90, 0, 'relaxed', profile),
  EV02: head(90, 0, 'relaxed', profile),
  EV03: head(90, 0, 'relaxed', profile),
  EV04: head(90, 0, 'relaxed', profile),
  EV05: head(90, 0, 'smile', profile),
  EV06: head(90, 0, 'smile', profile),
  EV07: head(90, 0, 'relaxed', profile),
  EV08: head(45, 0, 'relaxed', oblique),
  EV09: head(45, 0, 'relaxed', oblique),
  EV10: head(45, 0, 'relaxed', oblique),
  EV11: head(45, 0, 'relaxed', oblique),
  EV12: head(45, 0, 'smile', oblique),
  EV13: head(45, 0, 'smile', oblique),
  EV14: head(45, 0, 'relaxed', oblique),
  EV15: head(0, 0, 'relaxed', front),
  EV16: head(0, 0, 'relaxed', front),
  EV17: head(0, 0, 'relaxed', front),
  EV18: head(0, 0, 'relaxed', front),
  EV19: head(0, 0, 'smile', front),
  EV20: head(0, 0, 'smile', front),
  EV21: head(0, 0, 'relaxed', front),
  EV22: head(-90, 0, 'relaxed', profile),
  EV23: head(-90, 0, 'relaxed', profile),
  EV24: head(-90, 0, 'relaxed', profile),
  EV25: head(-90, 0, 'relaxed', profile),
  EV26: head(-90, 0, 'smile', profile),
  EV27: head(-90, 0, 'smile', profile),
  EV28: head(-90, 0, 'relaxed', profile),
  EV29: head(-45, 0, 'relaxed', oblique),
  EV30: head(-45, 0, 'relaxed', oblique),
  EV31: head(-45, 0, 'relaxed', oblique),
  EV32: head(-45, 0, 'relaxed', oblique),
  EV33: head(-45, 0, 'smile', oblique),
  EV34: head(-45, 0, 'smile', oblique),
  EV35: head(-45, 0, 'smile', oblique),
  EV36: head(0, 58, 'relaxed', below),
  EV37: head(0, -53, 'relaxed', above),
  EV38: head(0, 0, 'smile', lips),
  EV39: head(0, 0, 'smile', front),
  EV40: head(0, 0, 'relaxed', front),
  EV41: head(0, 0, 'relaxed', front),
  EV42: head(0, 0, 'open', front),
  EV43: head(0, 0, 'relaxed', front),
  IV01: buccalRight,
  IV02: buccalRight,
  IV03: buccalRight,
  IV04: buccalRight,
  IV05: buccalRight,
  IV06: buccalRight,
  IV07: biteFront,
  IV08: biteFront,
  IV09: apart,
  IV10: apart,
  IV11: mouth(0, 22, {}, bite),
  IV12: mouth(0, 22, {}, bite),
  IV13: biteFront,
  IV14: overjetRight,
  IV15: overjetRight,
  IV16: overjetLeft,
  IV17: overjetLeft,
  IV18: buccalLeft,
  IV19: buccalLeft,
  IV20: buccalLeft,
  IV21: buccalLeft,
  IV22: buccalLeft,
  IV23: buccalLeft,
  IV24: upper,
  IV25: upper,
  IV26: lower,
  IV27: lower,
  IV28: biteFront,
  IV29: mouth(0, 0, {}, [0, 7, 0]),
  IV30: biteFront,
  PALATE: mouth(0, 90, { arches: 'upper', held: 'mirror' }, [0, 0, -20]),
  'PALSY-SMILE-2': head(0, 0, 'smile', front),
  'PALSY-TEETH': head(0, 0, 'smile', front),
  'PALSY-PUCKER': head(0, 0, 'pursed', front),
  'PALSY-NASAL-BASE': basal,
  PALSY: head(0, 0, 'relaxed', front),
  'RHINO-PROF-R': head(90, 0, 'relaxed', profile),
  'RHINO-PROF-L': head(-90, 0, 'relaxed', profile),
  'RHINO-PROF-SM': head(90, 0, 'smile', profile),
  'RHINO-OBL-R': head(45, 0, 'relaxed', oblique),
  'RHINO-OBL-L': head(-45, 0, 'relaxed', oblique),
  'RHINO-BASAL': basal,
  'RHINO-CLOSE-F': noseAndLip,
  'RHINO-CLOSE-P': head(90, 0, 'relaxed', [0, -40, 4]),
  'RHINO-CHIN-DOWN': head(0, -53, 'relaxed', above),
  'RHINO-BIRDS-EYE': head(0, -53, 'relaxed', above),
  RHINO: head(0, 0, 'relaxed', front),
  'NOSE-LIP': noseAndLip,
  'NOSE-BASAL': basal,
  'LIPS-PURSED': head(0, 0, 'pursed', lips),
  'EAR-R': head(90, 0, 'relaxed', [0, -9, -100]),
  'EAR-L': head(-90, 0, 'relaxed', [0, -9, -100]),
};

/** The codes that have a drawing of their own. */
export const knownViews: readonly string[] = Object.keys(views);

/** A band of eyes is drawn on its own up to this field; farther around them there is a head. */
const widestBandMm = 150;

/** What is drawn for a pose. A view that nobody knows is guessed from the width of its field. */
export function viewFor(pose: Pose | null): View {
  const eyes = views.GAZE as View;
  if (!pose) return eyes;
  const view = views[pose.view] ?? views[pose.view.split('-')[0] ?? ''] ?? guess(pose.fieldWidthMm);
  const bandFits = pose.fieldWidthMm <= widestBandMm && pose.orientation === 'landscape';
  return view.part === 'eyes' && !bandFits ? head(0, 0, 'relaxed', view.middle) : view;
}

function guess(fieldWidthMm: number): View {
  if (fieldWidthMm >= 250) return views.EV15 as View;
  return fieldWidthMm >= 100 ? (views.GAZE as View) : biteFront;
}
