import { z } from 'zod';

/** The interface's languages. French is the first market and the fallback. */
export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];

/** A text that data files carry in every language. */
export const localText = z.strictObject({ fr: z.string().min(1), en: z.string().min(1) });
export type LocalText = z.infer<typeof localText>;

/** Identifiers of data: protocols, steps, guides, scenes, profiles. */
export const dataId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'small letters, digits and hyphens');
