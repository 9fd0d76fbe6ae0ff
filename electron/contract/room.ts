import { z } from 'zod';
import { dataId } from './text.ts';

/**
 * What a learned key does: `pedal` is the whole pedal (a press photographs, a long one takes the last picture again, two
 * undo), the others are one action each.
 */
export const pedalActions = ['pedal', 'take', 'accept', 'retake', 'undo', 'defer', 'next', 'previous'] as const;
export type PedalAction = (typeof pedalActions)[number];

/** A key that a pedal, a presenter or a button box types: `code` is the browser's KeyboardEvent.code. */
export const learnedKey = z.strictObject({
  code: z.string().min(1).max(40),
  does: z.enum(pedalActions),
});
export type LearnedKey = z.infer<typeof learnedKey>;

/** So many keys are kept. */
export const mostKeys = 20;

const display = {
  /** From the patient's eyes to the screen: the room's viewing distance. */
  distanceMm: z.number().int().min(200).max(6000),
  /** Visible width of the screen. */
  widthMm: z.number().int().min(50).max(4000),
  /** Visible height: it says how far up and down the screen reaches. The picture on it goes by the width. */
  heightMm: z.number().int().min(50).max(4000),
  /** The screen's middle from the point straight ahead: positive to the patient's right, and up. */
  rightMm: z.number().int().min(-3000).max(3000),
  upMm: z.number().int().min(-3000).max(3000),
  /** What is looked at: a drawing of `resources/targets`. */
  figure: dataId,
  /** Whether it moves in its place, for children. */
  moving: z.boolean(),
  /** Whether a tablet on the network may show it; nothing else is served there. */
  tablet: z.boolean(),
};

/** The screen that shows the patient where to look, and where it stands. Millimetres, as the patient sees them. */
export const fixationDisplay = z.strictObject({
  distanceMm: display.distanceMm.default(1000),
  widthMm: display.widthMm.default(600),
  heightMm: display.heightMm.default(338),
  rightMm: display.rightMm.default(0),
  upMm: display.upMm.default(0),
  figure: display.figure.default('star'),
  moving: display.moving.default(true),
  tablet: display.tablet.default(false),
});
export type FixationDisplay = z.infer<typeof fixationDisplay>;

const choices = {
  /**
   * What becomes of pictures on the card once they are safe in the vault. `when-confirmed`: they stay as a second copy until
   * the store has confirmed all of their session, and are deleted then.
   */
  cardPictures: z.enum(['when-confirmed', 'keep', 'delete']),
  /** Which end of the body is up in portrait: the one with the grip and the shutter button, or the other. */
  portraitGrip: z.enum(['up', 'down']),
};

/** What an operator sets up once in a room, and what every session there then finds. */
export const roomSettings = z.strictObject({
  cardPictures: choices.cardPictures.default('when-confirmed'),
  portraitGrip: choices.portraitGrip.default('up'),
  pedal: z.array(learnedKey).max(mostKeys).default([]),
  fixation: fixationDisplay.prefault({}),
});
export type RoomSettings = z.infer<typeof roomSettings>;

/** A key that is learned or does something else from now on; null forgets it. */
const keyChange = z.strictObject({ ...learnedKey.shape, does: learnedKey.shape.does.nullable() });

/**
 * A change of some of them, of the display's own as well, and of single keys: two that cross undo nothing of each other. Not
 * `roomSettings.partial()`: its defaults would come in for what a change does not name.
 */
export const roomChange = z
  .strictObject({ ...choices, pedal: z.array(keyChange), fixation: z.strictObject(display).partial() })
  .partial();
export type RoomChange = z.infer<typeof roomChange>;

/** The settings after a change. Keys beyond the last place are not learned. */
export function changed<Settings extends RoomSettings>(
  settings: Settings,
  { pedal = [], fixation, ...rest }: RoomChange,
): Settings {
  const keys = new Map<string, PedalAction>(settings.pedal.map(({ code, does }) => [code, does]));
  for (const { code, does } of pedal) {
    if (does === null) keys.delete(code);
    else if (keys.has(code) || keys.size < mostKeys) keys.set(code, does);
  }
  return {
    ...settings,
    ...rest,
    pedal: Array.from(keys, ([code, does]): LearnedKey => ({ code, does })),
    fixation: { ...settings.fixation, ...fixation },
  };
}
