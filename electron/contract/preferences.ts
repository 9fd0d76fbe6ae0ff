import { z } from 'zod';
import { languages } from './text.ts';

export const themes = ['dark', 'light', 'system'] as const;

/** How much the guide reminds of: everything with its names, the landmarks alone, nothing. */
export const guideLevels = ['all', 'essential', 'off'] as const;
export type GuideLevel = (typeof guideLevels)[number];

/** How the earlier picture lies over live view. */
export const ghostModes = ['off', 'opacity', 'difference', 'split'] as const;
export type GhostMode = (typeof ghostModes)[number];

/** How one operator likes the screen. Nothing of a patient is in it. Each has a default: what was kept by an older version still reads. */
export const preferences = z.object({
  /** Absent until somebody has chosen: then the page goes by its browser. */
  language: z.enum(languages).optional(),
  theme: z.enum(themes).default('dark'),
  guide: z
    .object({ level: z.enum(guideLevels).default('all'), opacity: z.number().min(0.1).max(1).default(1) })
    .prefault({}),
  ghost: z
    .object({ mode: z.enum(ghostModes).default('off'), opacity: z.number().min(0.1).max(0.9).default(0.4) })
    .prefault({}),
  analyses: z
    .object({
      peaking: z.boolean().default(false),
      zebra: z.boolean().default(false),
      histogram: z.boolean().default(false),
    })
    .prefault({}),
  sounds: z.object({ beeps: z.boolean().default(true), voice: z.boolean().default(false) }).prefault({}),
  /** Between the press and the shutter. */
  selfTimerS: z.union([z.literal(0), z.literal(2), z.literal(5), z.literal(10)]).default(0),
  /** After so long a picture without anything to say against it is accepted by itself; 0 leaves that to the next press. */
  acceptAfterS: z.union([z.literal(0), z.literal(2), z.literal(4), z.literal(8)]).default(4),
  /** Text beside what the window's size makes of it; everything around it grows with it. */
  textScale: z.union([z.literal(1), z.literal(1.25), z.literal(1.5), z.literal(2)]).default(1),
});
export type Preferences = z.infer<typeof preferences>;
