import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type PhotographFacts, photograph } from '../../electron/stores/dicom/photograph.ts';
import { itemsOf, readDicom, textOf } from '../../electron/stores/dicom/read.ts';
import { decode, pydicom, validate, withDicomFile } from '../rigs/dicom-tools.ts';
import { makeJpeg, photographFacts, withParity } from '../rigs/photographs.ts';

const run = promisify(execFile);

/** What is left are terms that the validator of 2022 cannot know: our own coding scheme. */
const expectedWarning = /99INCIDENCE|Coding Scheme UID/;

async function expectClean(path: string): Promise<void> {
  const { errors, warnings } = await validate(path);
  expect(errors).toEqual([]);
  expect(warnings.filter((warning) => !expectedWarning.test(warning))).toEqual([]);
}

/** DCMTK and libvips decode the same bytes with the same integer transform: not one sample may differ. */
async function expectSamePixels(path: string, picture: Uint8Array): Promise<void> {
  const decoded = await decode(path);
  const source = await sharp(picture).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  expect([decoded.width, decoded.height]).toEqual([source.info.width, source.info.height]);
  expect(decoded.rgb.equals(source.data)).toBe(true);
}

describe('a photograph under other people’s tools', () => {
  it.each([
    ['4:2:0, even', '4:2:0', 'even'],
    ['4:2:0, odd', '4:2:0', 'odd'],
    ['4:4:4, odd', '4:4:4', 'odd'],
  ] as const)('%s: dciodvfy finds nothing, dcmj2pnm decodes the same pixels', async (_, chroma, parity) => {
    const picture = withParity(await makeJpeg(7, { chroma }), parity);
    await withDicomFile(photograph(photographFacts(picture), picture).chunks, async (path) => {
      await expectClean(path);
      await expectSamePixels(path, picture);
    });
  });

  it.each<[string, (facts: PhotographFacts) => Partial<PhotographFacts>]>([
    [
      'an accession number',
      () => ({
        order: { kind: 'encounter', accessionNumber: 'ACC-2026-1', scheduledStepCodes: [], priority: 'routine' },
      }),
    ],
    ['a simulated camera', () => ({ simulated: true })],
    [
      'nothing optional',
      ({ patient, step, camera }) => ({
        patient: { patientId: patient.patientId, name: 'A^', birthDate: patient.birthDate, sex: 'O' },
        operator: '',
        camera: { manufacturer: '', model: camera.model },
        settings: [],
        light: { scene: 'none', mode: 'manual', fired: 'unknown' },
        step: { ...step, fixation: undefined, coding: { ...step.coding, laterality: 'U', context: [] } },
      }),
    ],
    [
      'a structure and a qualified national identity',
      ({ patient, step }) => ({
        patient: { ...patient, ins: { matricule: '269054958815780', oid: '1.2.250.1.213.1.4.8', qualified: true } },
        step: {
          ...step,
          coding: { ...step.coding, structure: { value: '28726007', scheme: 'SCT', meaning: 'Cornea' } },
        },
      }),
    ],
    [
      'texts too long',
      ({ protocol, camera }) => ({
        protocol: { ...protocol, title: { fr: 'Série très détaillée '.repeat(9), en: 'x' } },
        camera: { ...camera, model: 'm\\n'.repeat(40) },
        station: 'a-very-long-station-name',
      }),
    ],
  ])('dciodvfy finds nothing with %s', async (_, changes) => {
    const picture = await makeJpeg(8);
    const facts = photographFacts(picture);
    const object = photograph({ ...facts, ...changes(facts) }, picture);
    await withDicomFile(object.chunks, expectClean);
  });

  it('can be measured in where its protocol says by what the field is held, and nowhere else', async () => {
    const picture = await makeJpeg(8);
    const facts = photographFacts(picture);
    const step = { ...facts.step, fieldWidthMm: 144, calibrated: 'focus locked at 1:4' };
    const keywords = ['Columns', 'Rows', 'PixelSpacing'];
    await withDicomFile(photograph({ ...facts, step }, picture).chunks, async (path) => {
      await expectClean(path);
      const { Columns, Rows, PixelSpacing } = await pydicom(path, keywords);
      const mm = 144 / Math.max(Number(Columns), Number(Rows));
      const [across = 0, down = 0] = (PixelSpacing ?? '').replace(/[[\]]/g, '').split(',').map(Number);
      expect([across / mm, down / mm]).toEqual([expect.closeTo(1, 9), expect.closeTo(1, 9)]);
    });
    const dump = await withDicomFile(photograph(facts, picture).chunks, (path) =>
      pydicom(path, ['PixelSpacing']),
    ).catch(String);
    expect(dump).toMatch(/PixelSpacing/);
  });

  it('of one component is MONOCHROME2', async () => {
    const picture = await sharp(await makeJpeg(3))
      .toColourspace('b-w')
      .jpeg()
      .toBuffer();
    await withDicomFile(photograph(photographFacts(picture), picture).chunks, async (path) => {
      await expectClean(path);
      expect(await pydicom(path, ['PhotometricInterpretation', 'SamplesPerPixel'])).toEqual({
        PhotometricInterpretation: 'MONOCHROME2',
        SamplesPerPixel: '1',
      });
    });
  });

  it('dciodvfy does find what is wrong', async () => {
    const picture = await makeJpeg(9);
    const [header, ...rest] = photograph(photographFacts(picture), picture).chunks as [Buffer, ...Buffer[]];
    const broken = Buffer.from(header);
    broken.write('RGB         ', broken.indexOf('YBR_FULL_422'), 'latin1');
    await withDicomFile([broken, ...rest], async (path) => {
      expect((await validate(path)).errors).not.toEqual([]);
    });
  });

  it('pydicom reads names with their accents, the view, the light and the proof', async () => {
    const picture = withParity(await makeJpeg(10), 'odd');
    const facts = photographFacts(picture);
    const name = 'Müller-Østergård^Zoë François^^Dr.=山田^花子';
    const object = photograph({ ...facts, patient: { ...facts.patient, name } }, picture);
    const expected = {
      PatientName: name,
      OperatorsName: 'Łukasz^Ångström',
      PatientBirthDate: '20190228',
      StudyDescription: 'Neuf directions du regard',
      ImageComments: 'Regard en haut à droite',
      StudyTime: '093000.000',
      AcquisitionDateTime: '20261122093115.250+0100',
      TimezoneOffsetFromUTC: '+0100',
      Manufacturer: 'Nikon Corporation',
      DeviceSerialNumber: '6000123',
      SoftwareVersions: 'Incidence 0.1.0',
      PatientOrientation: "['L', 'F']",
      ImageLaterality: 'B',
      FNumber: '11',
      FlashFiringStatus: '1',
      LossyImageCompression: '01',
      'AnatomicRegionSequence.CodeMeaning': 'Eye',
      'AcquisitionContextSequence.ConceptNameCodeSequence.CodeValue': 'GAZE',
      'AcquisitionContextSequence.ConceptCodeSequence.CodingSchemeDesignator': '99INCIDENCE',
      'CodingSchemeIdentificationSequence.CodingSchemeDesignator': '99INCIDENCE',
    };
    await withDicomFile(object.chunks, async (path) => {
      expect(await pydicom(path, Object.keys(expected))).toEqual(expected);
      const { stdout } = await run('dcmdump', ['+L', '-q', path]);
      expect(stdout).toContain(`(0029,1006) LO [${facts.sha256}]`);
      expect(stdout).toContain(`(0029,1007) UL ${picture.length}`);
    });
  });

  it('of a series that was resumed another day is of the study’s day, and was taken on its own', async () => {
    const picture = await makeJpeg(14);
    const days = { studyAt: '2026-03-12T08:40:00.000Z', takenAt: '2026-03-27T13:15:00.000Z' };
    const object = photograph({ ...photographFacts(picture), ...days }, picture);
    await withDicomFile(object.chunks, async (path) => {
      await expectClean(path);
      expect(await pydicom(path, ['StudyDate', 'SeriesDate', 'AcquisitionDate', 'ContentDate'])).toEqual({
        ...{ StudyDate: '20260312', SeriesDate: '20260312' },
        ...{ AcquisitionDate: '20260327', ContentDate: '20260327' },
      });
    });
  });

  it('is read back the same after DCMTK has rewritten it with undefined lengths', async () => {
    const picture = withParity(await makeJpeg(11), 'odd');
    const object = photograph(photographFacts(picture), picture);
    await withDicomFile(object.chunks, async (path) => {
      await run('dcmconv', ['-e', path, `${path}.2`]);
      const found = await readDicom([await readFile(`${path}.2`)]);
      expect(found.payload).toEqual({ sha256: object.sha256, bytes: object.bytes });
      expect(textOf(found.dataSet, 'PatientName')).toBe('Müller-Østergård^Zoë François^^Dr.');
      expect(itemsOf(found.dataSet, 'AcquisitionContextSequence')).toHaveLength(3);
    });
  });

  it('refuses bytes that are not those which the camera sent', async () => {
    const picture = await makeJpeg(12);
    const facts = photographFacts(picture);
    const damaged = Buffer.from(picture);
    damaged[500] = (damaged[500] ?? 0) ^ 1;
    expect(() => photograph(facts, damaged)).toThrow(expect.objectContaining({ code: 'vault-damaged' }));
  });

  it('refuses a progressive JPEG', async () => {
    const picture = await sharp(await makeJpeg(13))
      .jpeg({ progressive: true })
      .toBuffer();
    expect(() => photograph(photographFacts(picture), picture)).toThrow(
      expect.objectContaining({ code: 'picture-unsupported' }),
    );
  });
});
