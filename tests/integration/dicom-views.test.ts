import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { findRoot } from '../../electron/base/places.ts';
import type { PlannedStep } from '../../electron/contract/protocol.ts';
import { loadData } from '../../electron/host/data.ts';
import { photograph } from '../../electron/stores/dicom/photograph.ts';
import { plan } from '../../electron/studio/plan.ts';
import { decode, pydicom, validate, withDicomFile } from '../rigs/dicom-tools.ts';
import { makeJpeg, photographFacts } from '../rigs/photographs.ts';

const { protocols } = await loadData(findRoot(import.meta.dirname));

/** Every view that is shipped, extras included. */
const views = [...protocols.values()].flatMap((protocol) =>
  [...plan(protocol), ...plan({ ...protocol, steps: protocol.extras })].map((step) => ({ protocol, step })),
);

/** What the validator of 2022 cannot know: our own scheme, and the view sequence that CP-1570 gave this object in 2025. */
const expectedWarning =
  /99INCIDENCE|Coding Scheme UID|not present in standard DICOM IOD - \(0x00(54,0x022|08,0x010)|Standard Extended SOP Class/;

function stepOf(protocol: string, id: string): PlannedStep {
  const found = views.find(({ protocol: { id: of }, step }) => of === protocol && step.id === id);
  if (!found) throw new Error(`${protocol} has no ${id}`);
  return found.step;
}

describe('each view of each shipped protocol', () => {
  let landscape: Uint8Array;
  let portrait: Uint8Array;
  beforeAll(async () => {
    landscape = await makeJpeg(1, { width: 96, height: 64 });
    portrait = await sharp(landscape).withMetadata({ orientation: 8 }).jpeg().toBuffer();
  });

  test.each([...protocols.keys()])('%s: dciodvfy finds no error', async (id) => {
    for (const { protocol, step } of views.filter(({ protocol: of }) => of.id === id)) {
      const picture = step.orientation === 'portrait' ? portrait : landscape;
      await withDicomFile(photograph(photographFacts(picture, { protocol, step }), picture).chunks, async (path) => {
        const { errors, warnings } = await validate(path);
        expect(errors, step.id).toEqual([]);
        expect(
          warnings.filter((warning) => !expectedWarning.test(warning)),
          step.id,
        ).toEqual([]);
      });
    }
  });

  test('the mirror of an arch is read by others: what, from where, with what, how the mouth is', async () => {
    const step = stepOf('ortho-15', 'occlusal-upper');
    const picture = landscape;
    const expected = {
      'AnatomicRegionSequence.CodeValue': '123851003',
      'PrimaryAnatomicStructureSequence.CodeValue': '39481002',
      'ViewCodeSequence.CodeValue': '260499007',
      'ViewCodeSequence.ViewModifierCodeSequence.CodeValue': '789135000',
      'DeviceSequence.CodeValue': '1332162007',
      'AcquisitionContextSequence.ConceptNameCodeSequence.CodeValue': '130325',
      'AcquisitionContextSequence.ConceptCodeSequence.CodeMeaning': 'Open mouth',
      PatientOrientation: "['L', 'A']",
    };
    await withDicomFile(photograph(photographFacts(picture, { step }), picture).chunks, async (path) => {
      expect(await pydicom(path, Object.keys(expected))).toEqual(expected);
    });
  });

  test('the side stands with what has two of it', async () => {
    const sideOf = async (step: PlannedStep, sequence: string): Promise<Record<string, string>> =>
      await withDicomFile(
        photograph(photographFacts(landscape, { step }), landscape).chunks,
        async (path) => await pydicom(path, [`${sequence}.CodeMeaning`, 'ImageLaterality']),
      );
    const region = 'AnatomicRegionSequence.AnatomicRegionModifierSequence';
    expect(await sideOf(stepOf('ortho-15', 'profile-left'), region)).toEqual({
      [`${region}.CodeMeaning`]: 'Left',
      ImageLaterality: 'L',
    });
    const structure = 'PrimaryAnatomicStructureSequence.PrimaryAnatomicStructureModifierSequence';
    expect(await sideOf(stepOf('ortho-15', 'buccal-right'), structure)).toEqual({
      [`${structure}.CodeMeaning`]: 'Right',
      ImageLaterality: 'R',
    });
  });
});

/** EXIF's turn, and the degrees by which an upright picture is turned to be stored with it. */
const turns = [
  { exif: 1, degrees: 0 },
  { exif: 3, degrees: 180 },
  { exif: 6, degrees: 270 },
  { exif: 8, degrees: 90 },
];
const edges = { right: [255, 0, 0], left: [0, 255, 0], bottom: [0, 0, 255], top: [255, 255, 0] } as const;
const opposites: Record<string, string> = { A: 'P', P: 'A', L: 'R', R: 'L', H: 'F', F: 'H' };

/** A picture that stands upright after EXIF's turn, each of its edges in a colour of its own. */
async function colouredPicture(turn: (typeof turns)[number]): Promise<Uint8Array> {
  const bar = (colour: readonly number[], width: number, height: number) => {
    const [r = 0, g = 0, b = 0] = colour;
    return { create: { width, height, channels: 3 as const, background: { r, g, b } } };
  };
  const upright = await sharp(bar([128, 128, 128], 96, 144))
    .composite([
      { input: bar(edges.right, 16, 64), left: 80, top: 40 },
      { input: bar(edges.left, 16, 64), left: 0, top: 40 },
      { input: bar(edges.bottom, 48, 16), left: 24, top: 128 },
      { input: bar(edges.top, 48, 16), left: 24, top: 0 },
    ])
    .png()
    .toBuffer();
  const stored = sharp(upright).rotate(turn.degrees).withMetadata({ orientation: turn.exif });
  return await stored.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
}

describe('PatientOrientation is the truth of the bytes that are stored', () => {
  const steps = [
    ['a face', stepOf('ortho-15', 'face-rest')],
    ['a profile', stepOf('ortho-15', 'profile-left')],
    ['a cheek', stepOf('ortho-15', 'buccal-right')],
    ['a cheek in the mirror', stepOf('ortho-15', 'buccal-right-mirror')],
    ['an arch in the mirror', stepOf('ortho-15', 'occlusal-upper')],
  ] as const;

  test.each(steps)('%s, whichever way the body was held', async (_name, step) => {
    const [right, bottom] = step.coding.patientOrientation;
    const directionOf = { right, bottom, left: opposites[right], top: opposites[bottom] };
    for (const turn of turns) {
      const picture = await colouredPicture(turn);
      await withDicomFile(photograph(photographFacts(picture, { step }), picture).chunks, async (path) => {
        const { width, height, rgb } = await decode(path);
        const at = (x: number, y: number): string | undefined => {
          const offset = (Math.floor(y) * width + Math.floor(x)) * 3;
          const edge = (Object.keys(edges) as (keyof typeof edges)[]).find((name) =>
            edges[name].every((value, channel) => Math.abs((rgb[offset + channel] ?? 0) - value) < 40),
          );
          return edge && directionOf[edge];
        };
        const seen = `['${at(width - 6, height / 2)}', '${at(width / 2, height - 6)}']`;
        expect(await pydicom(path, ['PatientOrientation']), `EXIF ${turn.exif}`).toEqual({ PatientOrientation: seen });
      });
    }
  });
});
