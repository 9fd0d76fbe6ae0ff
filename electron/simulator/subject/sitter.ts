import type { Side } from './anatomy.ts';
import { growBrow } from './brows.ts';
import { type EyePattern, growEye } from './eyeball.ts';
import type { Hair } from './hairs.ts';
import { growLashes, type Lash } from './lashes.ts';
import { randomFrom } from './random.ts';
import { growSkin, type Skin } from './skin.ts';

/** One sitter: everything about a face that does not depend on a picture. */
export type Sitter = {
  skin: Skin;
  brows: readonly Hair[];
  eyes: Readonly<Record<Side, { pattern: EyePattern; lashes: readonly Lash[] }>>;
};

export function inviteSitter(seed: number): Sitter {
  const random = randomFrom(seed);
  return {
    skin: growSkin(random),
    brows: [...growBrow(random, -1), ...growBrow(random, 1)],
    eyes: {
      [-1]: { pattern: growEye(random), lashes: growLashes(random) },
      1: { pattern: growEye(random), lashes: growLashes(random) },
    },
  };
}
