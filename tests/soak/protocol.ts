import type { Protocol } from '../../electron/contract/protocol.ts';
import { bothEyes } from '../rigs/both-eyes.ts';

/** How many steps in a row put their pictures in one place. */
const sameTarget = 5;

/**
 * RAW+JPEG at every step, to the card and for every third run of steps to the body's memory. Nothing judges the pictures: a
 * flat test card has nothing to be judged.
 */
export function soakProtocol(steps: number): Protocol {
  const text = (words: string): { fr: string; en: string } => ({ fr: words, en: words });
  return {
    id: 'soak',
    version: 1,
    title: text('Soak'),
    description: text('Soak'),
    defaults: {
      scene: 'axial-flash',
      settings: { aperture: 11, shutterS: 0.008, iso: 200, format: 'raw+jpeg', target: 'card' },
      demanded: ['aperture', 'format'],
      ...bothEyes,
    },
    steps: Array.from({ length: steps }, (_, index) => ({
      id: `step-${index + 1}`,
      view: `SOAK-${index + 1}`,
      title: text(`${index + 1}`),
      instruction: text(`${index + 1}`),
      required: true,
      accessories: [],
      settings: {
        aperture: 11,
        shutterS: 0.008,
        iso: 200,
        format: 'raw+jpeg',
        target: Math.floor(index / sameTarget) % 3 === 2 ? 'ram' : 'card',
      },
    })),
    extras: [],
    composite: { title: text('Soak'), rows: [['step-1']] },
  };
}
