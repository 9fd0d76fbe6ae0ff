import { z } from 'zod';
import { fixation } from './protocol.ts';
import { fixationDisplay } from './room.ts';

/** What the screen in front of the patient shows: where the patient should look, or nothing. Never who that is. */
export const fixationView = z.object({
  /** Null blanks the screen. */
  target: fixation.nullable(),
  display: fixationDisplay,
});
export type FixationView = z.infer<typeof fixationView>;

/** Fixation display ↔ studio: it is told, and asks nothing. Its first message is the whole state. */
export const fixationContract = { calls: {}, events: { view: fixationView } } as const;
