import { describe, expect, it } from 'vitest';
import { soak } from '../soak/soak.ts';

/** A short soak that is always the same: four accidents in forty shots. `npm run soak` takes five hundred. */
const shots = 40;
const seeds = { nikon: 3, canon: 5 } as const;

describe.each(['nikon', 'canon'] as const)(
  'forty shots from keyboard and body before a virtual %s, with accidents',
  (model) => {
    it('leave every picture in the vault once, or its shot visibly incomplete; nothing hangs unsaid', async () => {
      const said: string[] = [];
      const result = await soak({ model, shots, seed: seeds[model], every: 10, say: (line) => said.push(line) });
      expect(result.wrong, said.join('\n')).toEqual([]);
      expect(result.unexpected).toEqual([]);
      // The accidents cost some presses their picture, never most of them.
      expect(result.kept).toBeGreaterThan(shots);
      expect(result.frames).toBeGreaterThan(shots);
    });
  },
);
