import type { Side } from './anatomy.ts';
import { growBrow } from './brows.ts';
import { type EyePattern, growEye } from './eyeball.ts';
import type { Hair } from './hairs.ts';
import { growHair } from './head/hair.ts';
import type { Strand } from './head/strands.ts';
import { growLashes, type Lash } from './lashes.ts';
import { randomFrom } from './random.ts';
import { growSkin, type Skin, type Spot } from './skin.ts';
import { clouds, type Texture } from './texture.ts';

/** One sitter: everything about a face that does not depend on a picture. */
export type Sitter = {
  skin: Skin;
  brows: readonly Hair[];
  hair: { locks: Texture; strands: readonly Strand[] };
  /** The pattern of enamel, gums and lips. */
  lining: Texture;
  /** On one cheek, so that a mirrored picture is known for one. */
  mole: Spot;
  eyes: Readonly<Record<Side, { pattern: EyePattern; lashes: readonly Lash[] }>>;
};

export function inviteSitter(seed: number): Sitter {
  const random = randomFrom(seed);
  // Whatever else a head has is drawn from a source of its own: the eyes of a seed stay the same.
  const more = randomFrom(seed ^ 0x2c1b3c6d);
  return {
    skin: growSkin(random),
    brows: [...growBrow(random, -1), ...growBrow(random, 1)],
    eyes: {
      [-1]: { pattern: growEye(random), lashes: growLashes(random) },
      1: { pattern: growEye(random), lashes: growLashes(random) },
    },
    hair: { locks: clouds(more, 512, 48, 3), strands: growHair(more, 9000) },
    lining: clouds(more, 512, 32, 4),
    mole: { x: 41, y: -58, radius: 1.7, depth: 0.62 },
  };
}
