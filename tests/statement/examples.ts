import sharp from 'sharp';
import { sha256Of } from '../../electron/base/durable-file.ts';
import type { Order } from '../../electron/contract/order.ts';
import type { PlannedStep, Protocol } from '../../electron/contract/protocol.ts';
import { privateScheme } from '../../electron/stores/dicom/coding.ts';
import { derived, turnFor } from '../../electron/stores/dicom/derived.ts';
import { pdfDocument } from '../../electron/stores/dicom/document.ts';
import { classOfKind, keyObjects, keyObjectTitles } from '../../electron/stores/dicom/key-objects.ts';
import { type PhotographFacts, photograph } from '../../electron/stores/dicom/photograph.ts';
import { turnJpeg } from '../../electron/stores/dicom/turning/turn-jpeg.ts';
import type { DicomObject } from '../../electron/stores/store.ts';
import { plan } from '../../electron/studio/plan.ts';
import { type Attribute, attributesOf, codesIn, type Example, exampleOf, type Variation } from './attributes.ts';

/** What each source of a value is; PS3.2's own words for it in brackets. */
export const sources = {
  PATIENT: 'the patient: from the worklist, or as an operator typed them in (MWL, USER)',
  ORDER: 'the order or encounter: from the worklist, or as an operator typed it in (MWL, USER)',
  OPERATOR: 'who was signed in (USER)',
  STATION: 'the station: its name, the version of the software, its time zone (CONFIG)',
  PROTOCOL: 'the protocol and its step: the view that was photographed (CONFIG)',
  CAMERA: 'the camera, its settings and the light, as they were read back (AUTO)',
  PICTURE: 'the camera’s file: its JPEG header and EXIF (AUTO)',
  SESSION: 'made once for the session, the shot or the document, and kept: UIDs, times, numbers (AUTO)',
} as const;

type Facts = PhotographFacts & { picture: Uint8Array };
type Building = (facts: Facts) => DicomObject;
type Change = (facts: Facts) => Facts;

const uid = (last: number): string => `2.25.${last}`;
const order: Order = {
  kind: 'order',
  accessionNumber: 'A1',
  studyUid: uid(2),
  requestedProcedureId: 'RP1',
  requestedProcedure: 'Procedure',
  requestedProcedureCode: { value: 'P', scheme: 'L', meaning: 'Procedure' },
  scheduledStepId: 'SPS1',
  scheduledStep: 'Step',
  scheduledStepCodes: [{ value: 'S', scheme: 'L', meaning: 'Step' }],
  referringPhysician: 'REFERRING^One',
  requestingPhysician: 'REQUESTING^One',
  priority: 'routine',
  admissionId: 'ADM1',
  admissionIssuer: 'HOSPITAL',
  location: 'Ward 1',
  reason: 'Reason',
};
const another: Order = {
  ...order,
  accessionNumber: 'A2',
  studyUid: uid(3),
  requestedProcedureId: 'RP2',
  requestedProcedure: 'Another procedure',
  requestedProcedureCode: { value: 'P2', scheme: 'L2', meaning: 'Another procedure' },
  scheduledStepId: 'SPS2',
  scheduledStep: 'Another step',
  scheduledStepCodes: [{ value: 'S2', scheme: 'L2', meaning: 'Another step' }],
  referringPhysician: 'REFERRING^Two',
  admissionId: 'ADM2',
  admissionIssuer: 'OTHER',
  reason: 'Another reason',
};

/** A baseline JPEG as a camera writes it, with what its EXIF block says. */
async function jpeg(side: number, orientation: number, exif: 'full' | 'other' | 'none'): Promise<Uint8Array> {
  const image = sharp({ create: { width: side, height: side - 16, channels: 3, background: '#888' } });
  // Without any block, and without colour.
  if (exif === 'none') return await image.toColourspace('b-w').jpeg().toBuffer();
  const n = exif === 'full' ? 1 : 2;
  const ifd0 = { Make: 'Maker', Model: 'Body' };
  const said = {
    FNumber: `${n * 8}/1`,
    ExposureTime: `${n}/160`,
    PhotographicSensitivity: `${n}00`,
    FocalLength: `${n * 50}/1`,
    ColorSpace: `${n}`,
    Flash: `${n === 1 ? 1 : 0}`,
    WhiteBalance: `${n - 1}`,
    LensModel: `Lens ${n}`,
    LensMake: `Maker ${n}`,
    LensSerialNumber: `S${n}`,
  };
  return await image
    .withExif({ IFD0: { ...ifd0, Orientation: `${orientation}` }, IFD2: said })
    .jpeg()
    .toBuffer();
}

async function factsFor(protocol: Protocol, step: PlannedStep): Promise<Facts> {
  const picture = await jpeg(48, 6, 'full');
  return {
    picture,
    sha256: sha256Of(picture),
    patient: {
      patientId: 'P1',
      name: 'FAMILY^Given',
      birthDate: '2001-01-01',
      sex: 'F',
      issuer: 'HOSPITAL',
      ins: { matricule: '100000000000001', oid: '1.2.250.1.213.1.4.8', qualified: true },
    },
    session: '00000000-0000-4000-8000-000000000001',
    studyUid: uid(2),
    seriesUid: uid(4),
    sopInstanceUid: uid(5),
    mppsUid: uid(6),
    instanceNumber: 1,
    studyAt: '2026-01-01T08:00:00.000Z',
    takenAt: '2026-01-01T08:01:00.000Z',
    operator: 'OPERATOR^One',
    operatorRole: 'photographer',
    protocol,
    order,
    step,
    camera: { manufacturer: 'Nikon', model: 'D750', serial: '1' },
    settings: [{ setting: 'aperture', outcome: 'same', asked: 11, got: 11 }],
    light: { scene: step.scene, mode: 'trigger', fired: 'yes' },
    simulated: false,
    softwareVersion: '1',
    station: 'studio-1',
    utcOffsetMinutes: 60,
  };
}

/** Facts of one kind, other ones or none: what an attribute changes with is where it comes from. */
async function changes(): Promise<Record<Exclude<keyof typeof sources, 'PROTOCOL'>, Change[]>> {
  const [other, plain] = await Promise.all([jpeg(64, 1, 'other'), jpeg(48, 1, 'none')]);
  const pictured =
    (picture: Uint8Array): Change =>
    (facts) => ({ ...facts, picture, sha256: sha256Of(picture) });
  return {
    PATIENT: [
      ({ patient, ...facts }) => ({
        ...facts,
        patient: {
          ...{ patientId: 'P2', name: 'OTHER^Name', birthDate: '2002-02-02', sex: 'M', issuer: 'OTHER' },
          ins: { matricule: '200000000000002', oid: '1.2.250.1.213.1.4.9', qualified: true },
        },
      }),
      ({ patient: { issuer: _issuer, ins: _ins, ...patient }, ...facts }) => ({ ...facts, patient }),
    ],
    ORDER: [
      (facts) => ({ ...facts, order: another }),
      ({ order: _order, mppsUid: _mppsUid, ...facts }) => facts,
      (facts) => ({
        ...facts,
        order: { kind: 'encounter', scheduledStepCodes: [], priority: 'routine', reason: 'Seen' },
      }),
    ],
    OPERATOR: [
      (facts) => ({ ...facts, operator: 'OPERATOR^Two', operatorRole: 'assistant' }),
      ({ operatorRole: _role, ...facts }) => ({ ...facts, operator: '' }),
    ],
    STATION: [(facts) => ({ ...facts, station: 'studio-2', softwareVersion: '2', utcOffsetMinutes: 120 })],
    CAMERA: [
      (facts) => ({
        ...facts,
        camera: { manufacturer: 'Canon', model: '5D', serial: '2' },
        settings: [{ setting: 'aperture', outcome: 'clamped', asked: 11, got: 16 }],
        light: { scene: 'other', mode: 'manual', fired: 'no' },
      }),
      (facts) => ({
        ...facts,
        camera: { manufacturer: 'Canon', model: '5D' },
        settings: [],
        simulated: true,
      }),
    ],
    PICTURE: [pictured(other), pictured(plain)],
    SESSION: [
      (facts) => ({
        ...facts,
        session: '10000000-0000-4000-8000-000000000002',
        seriesUid: uid(14),
        sopInstanceUid: uid(15),
        mppsUid: uid(16),
        instanceNumber: 2,
        studyAt: '2026-02-02T09:10:11.000Z',
        takenAt: '2026-02-02T09:11:12.000Z',
      }),
      (facts) => ({ ...facts, order: { ...order, studyUid: undefined }, studyUid: uid(12) }),
    ],
  };
}

const original: Building = (facts) => photograph(facts, facts.picture);
const upright: Building = (facts) => {
  const turned = turnJpeg(facts.picture, turnFor(facts, facts.picture));
  return derived({ ...facts, sopInstanceUid: `${facts.sopInstanceUid}.1` }, facts, turned);
};
const named = ({ sopInstanceUid, seriesUid }: Facts) => [
  { sopClassUid: classOfKind.photograph, sopInstanceUid, seriesUid },
];
const noted =
  (title: keyof typeof keyObjectTitles): Building =>
  (facts) =>
    keyObjects(
      { ...facts, sopInstanceUid: uid(7) },
      {
        ...{ title, instances: named(facts), description: `Description of ${facts.sopInstanceUid}`, at: facts.takenAt },
      },
    );
const papers =
  (document: 'report' | 'consent'): Building =>
  (facts) => {
    const ofPictures = document === 'report' ? named(facts) : [];
    const about = { document, title: `Title of ${facts.session}`, at: facts.takenAt, sources: ofPictures };
    return pdfDocument(facts, about, new TextEncoder().encode(`%PDF-1.7 ${facts.sopInstanceUid}`));
  };

/** The kinds of object that are made, by the heading that they stand under. */
const kinds: Readonly<Record<string, readonly Building[]>> = {
  'VL Photographic Image, original': [original],
  'VL Photographic Image, derived (upright, mirror reversed)': [upright],
  'Key Object Selection (complete series; rejection notes)': (
    Object.keys(keyObjectTitles) as (keyof typeof keyObjectTitles)[]
  ).map(noted),
  'Encapsulated PDF, report of a series': [papers('report')],
  'Encapsulated PDF, attached consent': [papers('consent')],
};

/** Codes of our own scheme in the pictures of every step of every shipped protocol, by value. */
export async function privateCodes(protocols: ReadonlyMap<string, Protocol>): Promise<[string, string][]> {
  const codes = new Map<string, string>();
  for (const protocol of protocols.values()) {
    for (const step of plan(protocol)) {
      const facts = await factsFor(protocol, step);
      for (const build of [original, upright]) {
        for (const [value, meaning] of await codesIn(build(facts), privateScheme)) codes.set(value, meaning);
      }
    }
  }
  return [...codes].filter(([value]) => value !== '').sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Attributes of each kind, over every step of every shipped protocol. */
export async function objectAttributes(
  protocols: ReadonlyMap<string, Protocol>,
): Promise<{ kind: string; attributes: Attribute[] }[]> {
  const all = [...protocols.values()].flatMap((protocol) => plan(protocol).map((step) => ({ protocol, step })));
  const [first] = all;
  if (!first) throw new Error('no protocol');
  const base = await factsFor(first.protocol, first.step);
  const given = Object.entries(await changes());
  const views = all.map(({ protocol, step }): Change => {
    return (facts) => ({ ...facts, protocol, step, light: { ...facts.light, scene: step.scene } });
  });
  views.push(({ step, ...facts }) => ({ ...facts, step: { ...step, calibrated: 'focus locked at 1:4' } }));
  return await Promise.all(
    Object.entries(kinds).map(async ([kind, [build, ...others]]) => {
      if (!build) throw new Error(kind);
      const example = async (change: Change): Promise<Example> => exampleOf(build(change(base)));
      const variations: Variation[] = [];
      for (const [source, made] of [['PROTOCOL', views] as const, ...given])
        variations.push({ source, examples: await Promise.all(made.map(example)) });
      const otherwise = await Promise.all(others.map((other) => exampleOf(other(base))));
      if (otherwise.length > 0) variations.push({ source: 'its title', examples: otherwise });
      return { kind, attributes: attributesOf(await exampleOf(build(base)), variations) };
    }),
  );
}
