import sharp from 'sharp';
import { sha256Of } from '../../electron/base/durable-file.ts';
import { newId, newUid } from '../../electron/base/uid.ts';
import { type PhotographFacts, photograph } from '../../electron/stores/dicom/photograph.ts';
import type { DicomObject } from '../../electron/stores/store.ts';
import { bothEyes } from './both-eyes.ts';

/** A baseline JPEG that is not like any other: noise from the seed, so that its hash is its own. */
export async function makeJpeg(
  seed: number,
  options: { width?: number; height?: number; chroma?: '4:2:0' | '4:4:4' } = {},
): Promise<Uint8Array> {
  const { width = 320, height = 214, chroma = '4:2:0' } = options;
  const samples = Buffer.alloc(width * height * 3);
  let state = seed * 2654435761 + 1;
  for (let index = 0; index < samples.length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    samples[index] = (state >>> 25) + ((index / 9) & 0x7f);
  }
  const image = sharp(samples, { raw: { width, height, channels: 3 } });
  return await image.jpeg({ quality: 90, progressive: false, chromaSubsampling: chroma }).toBuffer();
}

/** The same picture with an odd or an even number of bytes: one more follows its end, as camera previews do. */
export function withParity(jpeg: Uint8Array, parity: 'odd' | 'even'): Uint8Array {
  return jpeg.length % 2 === (parity === 'odd' ? 1 : 0) ? jpeg : Buffer.concat([jpeg, Buffer.of(0x2a)]);
}

export function photographFacts(picture: Uint8Array, changes: Partial<PhotographFacts> = {}): PhotographFacts {
  return {
    patient: {
      patientId: 'P-0001',
      name: 'Müller-Østergård^Zoë François^^Dr.',
      birthDate: '2019-02-28',
      sex: 'F',
      issuer: 'CHU Essai',
    },
    session: newId(),
    studyUid: newUid(),
    seriesUid: newUid(),
    sopInstanceUid: newUid(),
    instanceNumber: 1,
    studyAt: '2026-11-22T08:30:00.000Z',
    takenAt: '2026-11-22T08:31:15.250Z',
    operator: 'Łukasz^Ångström',
    protocol: { id: 'gaze-9', version: 1, title: { fr: 'Neuf directions du regard', en: 'Nine directions of gaze' } },
    step: {
      index: 0,
      id: 'up-right',
      view: 'GAZE-UR',
      title: { fr: 'Regard en haut à droite', en: 'Gaze up and right' },
      instruction: { fr: 'Regarder la lumière', en: 'Look at the light' },
      required: true,
      accessories: [],
      fixation: { leftDeg: -30, upDeg: 30 },
      scene: 'eye-axis',
      settings: {},
      demanded: [],
      ...bothEyes,
      guide: 'both-eyes',
      coding: {
        ...bothEyes.coding,
        context: [
          {
            name: { value: 'GAZE', scheme: '99INCIDENCE', meaning: 'Direction of gaze' },
            value: { value: 'UP-RIGHT', scheme: '99INCIDENCE', meaning: 'Up and to the right' },
          },
        ],
      },
    },
    camera: { manufacturer: 'Nikon Corporation', model: 'D750', serial: '6000123' },
    settings: [{ setting: 'aperture', outcome: 'same', asked: 11, got: 11 }],
    light: { scene: 'eye-axis', mode: 'trigger', fired: 'yes' },
    sha256: sha256Of(picture),
    simulated: false,
    softwareVersion: '0.1.0',
    station: 'studio-1',
    utcOffsetMinutes: 60,
    ...changes,
  };
}

/** One series of objects, numbered from 1, all pictures different. */
export async function makeSeries(
  count: number,
  options: { size?: { width: number; height: number }; facts?: Partial<PhotographFacts> } = {},
): Promise<DicomObject[]> {
  const shared = { studyUid: newUid(), seriesUid: newUid(), ...options.facts };
  const objects: DicomObject[] = [];
  for (let number = 1; number <= count; number++) {
    const picture = await makeJpeg(number, options.size);
    objects.push(photograph(photographFacts(picture, { ...shared, instanceNumber: number }), picture));
  }
  return objects;
}
