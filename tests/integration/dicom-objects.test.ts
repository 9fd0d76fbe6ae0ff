import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { findRoot } from '../../electron/base/places.ts';
import type { ObjectKind } from '../../electron/contract/journal.ts';
import type { PlannedStep } from '../../electron/contract/protocol.ts';
import { loadData } from '../../electron/host/data.ts';
import { readDicom } from '../../electron/stores/dicom/read.ts';
import { payloadOf } from '../../electron/stores/proof.ts';
import { plan } from '../../electron/studio/plan.ts';
import { decode, pydicom, validate, withDicomFile } from '../rigs/dicom-tools.ts';
import { makeJpeg } from '../rigs/photographs.ts';
import { type BuiltSeries, closedSeries, consentPdf } from '../rigs/series-of-objects.ts';

const run = promisify(execFile);
const { protocols } = await loadData(findRoot(import.meta.dirname));

/** What the validator of 2022 cannot know: schemes that are not the standard's, and what CP-1570 gave this object in 2025. */
const expectedWarning =
  /Unrecognized defined term <(L|99INCIDENCE|2\.25\.\d+)> for value 1 of attribute <Coding Scheme (Designator|UID)>|not present in standard DICOM IOD - \(0x00(54,0x022|08,0x010)|Standard Extended SOP Class/;

let landscape: Uint8Array;
let portrait: Uint8Array;
beforeAll(async () => {
  landscape = await makeJpeg(1, { width: 96, height: 64 });
  portrait = await sharp(landscape).withMetadata({ orientation: 8 }).jpeg().toBuffer();
});
const held = (step: PlannedStep): Uint8Array => (step.orientation === 'portrait' ? portrait : landscape);

function only(series: BuiltSeries, kind: ObjectKind) {
  const found = series.job.instances.filter((instance) => instance.kind === kind);
  expect(found.length, kind).toBeGreaterThan(0);
  return found;
}

describe('every object of a series of each shipped protocol', () => {
  test.each([...protocols.values()])(
    '$id: dciodvfy finds no error, nothing unexpected, and each is the same twice',
    async (protocol) => {
      const steps = [...plan(protocol), ...plan({ ...protocol, steps: protocol.extras })];
      const series = await closedSeries(protocol, steps, held);
      const turned = steps.filter(({ orientation, mirror }) => orientation === 'portrait' || mirror !== 'none');
      expect(series.job.instances.filter(({ kind }) => kind === 'derived')).toHaveLength(turned.length);
      for (const instance of series.job.instances) {
        const object = await series.build(instance);
        const { chunks, ...identity } = await series.build(instance);
        expect(Buffer.concat(chunks).equals(Buffer.concat(object.chunks)), instance.kind).toBe(true);
        expect(identity).toMatchObject({
          sopInstanceUid: instance.sopInstanceUid,
          seriesUid: instance.seriesUid ?? series.job.seriesUid,
          studyUid: series.job.studyUid,
        });
        const found = await readDicom(object.chunks);
        expect(payloadOf(found), instance.kind).toEqual({ sha256: object.sha256, bytes: object.bytes });
        await withDicomFile(object.chunks, async (path) => {
          const { errors, warnings } = await validate(path);
          expect(errors, instance.kind).toEqual([]);
          expect(
            warnings.filter((warning) => !expectedWarning.test(warning)),
            instance.kind,
          ).toEqual([]);
        });
      }
    },
  );
});

describe('of a series with an order, a mirror and a signed consent', () => {
  let series: BuiltSeries;
  beforeAll(async () => {
    const protocol = protocols.get('ortho-15');
    if (!protocol) throw new Error('no ortho-15');
    series = await closedSeries(protocol, plan(protocol), held);
  });

  test('pydicom reads who asked for the pictures, and what was performed', async () => {
    const [first] = only(series, 'photograph');
    const object = first && (await series.build(first));
    const expected = {
      AccessionNumber: 'ACC-2026-0815',
      ReferringPhysicianName: 'Lefèvre^Aïcha^^Dr',
      StudyDescription: 'Série photographique de l’œil',
      AdmissionID: 'IEP-42',
      'IssuerOfAdmissionIDSequence.LocalNamespaceEntityID': 'CHU Essai',
      'RequestAttributesSequence.RequestedProcedureID': 'RP-1',
      'RequestAttributesSequence.RequestedProcedureDescription': 'Série photographique de l’œil',
      'RequestAttributesSequence.ScheduledProcedureStepID': 'SPS-1',
      'RequestAttributesSequence.ScheduledProtocolCodeSequence.CodeValue': 'GAZE9',
      'RequestAttributesSequence.ReasonForTheRequestedProcedure': 'Strabisme',
      'ProcedureCodeSequence.CodeValue': 'PHOTO9',
      'PerformedProtocolCodeSequence.CodeValue': 'GAZE9',
      'ReferencedPerformedProcedureStepSequence.ReferencedSOPClassUID': '1.2.840.10008.3.1.2.3.3',
      OperatorsName: 'Łukasz^Ångström',
      ExposureProgram: '1',
      MeteringMode: '5',
      WhiteBalance: '1',
      StudyInstanceUID: '2.25.4711',
    };
    await withDicomFile(object?.chunks ?? [], async (path) => {
      expect(await pydicom(path, Object.keys(expected))).toEqual(expected);
      // Nothing was measured: nobody may measure in it.
      await expect(pydicom(path, ['PixelSpacing'])).rejects.toThrow();
    });
  });

  test('a picture that stands names its original, and DCMTK decodes it to the original’s pixels, turned', async () => {
    for (const instance of only(series, 'derived')) {
      const original = only(series, 'photograph').find(({ shot }) => shot === instance.shot);
      const step = plan(protocols.get('ortho-15') ?? never()).find(({ id }) => id === stepOf(series, instance.shot));
      const picture = series.pictures.get(instance.shot ?? '') ?? never();
      const object = await series.build(instance);
      const said = {
        ImageType: "['DERIVED', 'PRIMARY']",
        'SourceImageSequence.ReferencedSOPInstanceUID': original?.sopInstanceUid ?? '',
        'SourceImageSequence.PurposeOfReferenceCodeSequence.CodeValue': '121322',
        'DerivationCodeSequence.CodeValue': step?.mirror === 'none' ? 'UPRIGHT' : 'MIRROR-CORRECTED',
      };
      await withDicomFile(object.chunks, async (path) => {
        expect(await pydicom(path, Object.keys(said))).toEqual(said);
        const { rgb, width, height } = await decode(path);
        const flipped = { x: step?.mirror === 'left-right', y: step?.mirror === 'top-bottom' };
        const upright = await sharp(await sharp(picture).autoOrient().png().toBuffer())
          .flop(flipped.x)
          .flip(flipped.y);
        const { data, info } = await upright.raw().toBuffer({ resolveWithObject: true });
        expect([width, height]).toEqual([info.width, info.height]);
        expect(largestDifference(rgb, data)).toBeLessThanOrEqual(4);
      });
    }
  });

  test('PatientOrientation of what was taken in a mirror is that of the corrected picture', async () => {
    const upper = only(series, 'derived').find(({ shot }) => stepOf(series, shot) === 'occlusal-upper') ?? never();
    const { coding, mirror } =
      plan(protocols.get('ortho-15') ?? never()).find(({ id }) => id === 'occlusal-upper') ?? never();
    const [row, column] = coding.patientOrientation;
    const reversed: Record<string, string> = { A: 'P', P: 'A', L: 'R', R: 'L', H: 'F', F: 'H' };
    const expected = mirror === 'top-bottom' ? [row, reversed[column]] : [reversed[row], column];
    await withDicomFile((await series.build(upper)).chunks, async (path) => {
      const { PatientOrientation } = await pydicom(path, ['PatientOrientation']);
      expect(PatientOrientation).toBe(`['${expected.join("', '")}']`);
    });
  });

  test('dsrdump prints the Key Objects: all objects in working order, and in words which try stays behind', async () => {
    const [instance = never()] = only(series, 'key-objects');
    await withDicomFile((await series.build(instance)).chunks, async (path) => {
      const { stdout } = await run('dsrdump', ['+Pl', '+Pu', path]);
      expect(stdout).toContain('Complete Acquisition Content');
      const named = [...stdout.matchAll(/<contains (?:IMAGE|COMPOSITE):=\([^,]*,"([\d.]+)"/g)].map(([, uid]) => uid);
      const others = series.job.instances.filter(({ kind }) => kind !== 'key-objects');
      expect(named).toEqual(others.map(({ sopInstanceUid }) => sopInstanceUid));
      expect(stdout).toMatch(/prise n°\u00a01, refaite/);
      const evidence = await pydicom(path, ['CurrentRequestedProcedureEvidenceSequence.StudyInstanceUID']);
      expect(Object.values(evidence)).toEqual([series.job.studyUid]);
    });
  });

  test('a rejection note names what went out, under the study in which it did', async () => {
    const rejected = only(series, 'photograph').slice(0, 2);
    const note = {
      ...series.job,
      rejects: {
        studyUid: '2.25.4712',
        seriesUid: '2.25.4713',
        title: '113038' as const,
        instances: rejected.map(({ sopInstanceUid }) => ({
          sopClassUid: '1.2.840.10008.5.1.4.1.1.77.1.4',
          sopInstanceUid,
        })),
      },
    };
    const instance = {
      kind: 'rejection',
      sopInstanceUid: '2.25.99',
      seriesUid: '2.25.98',
      instanceNumber: 1,
      state: 'unknown',
    } as const;
    await withDicomFile((await series.build(instance, note)).chunks, async (path) => {
      expect((await validate(path)).errors).toEqual([]);
      const said = {
        StudyInstanceUID: '2.25.4712',
        'ConceptNameCodeSequence.CodeValue': '113038',
        'CurrentRequestedProcedureEvidenceSequence.ReferencedSeriesSequence.SeriesInstanceUID': '2.25.4713',
        'CurrentRequestedProcedureEvidenceSequence.ReferencedSeriesSequence.ReferencedSOPSequence.ReferencedSOPInstanceUID':
          rejected[0]?.sopInstanceUid,
      };
      expect(await pydicom(path, Object.keys(said))).toEqual(said);
    });
  });

  test('dcm2pdf gives the signed consent back byte for byte, and a report that is a PDF', async () => {
    const pdfOf = async (kind: 'document' | 'report') => {
      const [instance = never()] = only(series, kind);
      return await withDicomFile((await series.build(instance)).chunks, async (path) => {
        await run('dcm2pdf', [path, `${path}.pdf`]);
        const { DocumentTitle, ...code } = await pydicom(path, ['DocumentTitle', 'ConceptNameCodeSequence.CodeValue']);
        return { pdf: await readFile(`${path}.pdf`), DocumentTitle, code: Object.values(code)[0] };
      });
    };
    const consent = await pdfOf('document');
    expect(consent).toEqual({ pdf: consentPdf, DocumentTitle: 'Consentement signé', code: '59284-0' });
    const report = await pdfOf('report');
    expect(report.code).toBe('72170-4');
    expect(report.pdf.subarray(0, 8).toString()).toBe('%PDF-1.7');
    expect(report.pdf.subarray(-6).toString()).toBe('%%EOF\n');
    // A small picture of each view.
    expect(report.pdf.toString('latin1').split('/Subtype /Image').length - 1).toBe(only(series, 'photograph').length);
  });
});

function stepOf({ records }: BuiltSeries, shot: string | undefined): string | undefined {
  const begun = records.find((record) => record.type === 'shot-started' && record.shot === shot);
  return begun?.type === 'shot-started' ? begun.step : undefined;
}

function largestDifference(a: Buffer, b: Buffer): number {
  expect(a.length).toBe(b.length);
  let most = 0;
  for (let index = 0; index < a.length; index++) most = Math.max(most, Math.abs((a[index] ?? 0) - (b[index] ?? 0)));
  return most;
}

function never(): never {
  throw new Error('not there');
}
