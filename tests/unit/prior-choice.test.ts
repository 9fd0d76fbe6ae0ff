import { describe, expect, it } from 'vitest';
import type { SessionRecord } from '../../electron/contract/journal.ts';
import { codedStep, type PriorFacts } from '../../electron/contract/priors.ts';
import { priorFactsOf, rejectedBy } from '../../electron/stores/dicom/prior-facts.ts';
import { readDicom } from '../../electron/stores/dicom/read.ts';
import { elementsOf } from '../../electron/stores/dicomweb/json-elements.ts';
import { type Candidate, chosenFor, instancesHere, turnOf, viewOf } from '../../electron/studio/prior-choice.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import { keyObjectNote, otherPhotograph } from '../rigs/prior-archive.ts';
import { accepted, captured, checked, opened, rejected, started, step } from '../rigs/session-records.ts';

const gaze = (leftDeg: number, upDeg: number) => ({ fixation: { leftDeg, upDeg } });
const a = step('a', gaze(0, 0));
const b = step('b', gaze(30, 0));
const b2 = step('b-2', { ...gaze(30, 0), view: 'B' });
const session = { opened: { ...opened([a, b, b2]), simulated: false } };
const nothing = { pictures: new Map(), instances: new Set<string>() };

let day = 0;
function found(change: Partial<PriorFacts> = {}): Candidate {
  day += 1;
  return {
    sopInstanceUid: `2.25.${day}`,
    facts: {
      patient: { patientId: 'P1', name: 'Test^ANNA', birthDate: '2010-01-02' },
      takenAt: `2026-01-01T08:00:00.${String(day).padStart(3, '0')}+01:00`,
      view: 'A',
      coding: [],
      fieldWidthMm: 144,
      simulated: false,
      derived: false,
      sources: [],
      orientation: 'L\\F',
      rows: 200,
      columns: 300,
      ...change,
    },
  };
}

const uids = (priors: readonly Candidate[] | undefined) => priors?.map(({ sopInstanceUid }) => sopInstanceUid);

describe('what of an archive is offered', () => {
  it('is the newest eight of each view', () => {
    const many = Array.from({ length: 10 }, () => found());
    const other = found({ view: 'B' });
    const chosen = chosenFor(session, [a, b, b2], [...many, other, found({ view: 'Z' })], nothing);
    expect(uids(chosen.get('A'))).toEqual(uids(many.toReversed().slice(0, 8)));
    expect(uids(chosen.get('B'))).toEqual([other.sopInstanceUid]);
    expect([...chosen.keys()]).toEqual(['A', 'B']);
  });

  it('leaves room for what the vault has that is newer', () => {
    const older = found();
    const newer = Array.from({ length: 8 }, () => found());
    const own = newer.slice(0, 7).map(({ facts }) => ({ shot: '', session: '', takenAt: facts.takenAt }));
    const chosen = (count: number) =>
      chosenFor(session, [a], [older], { ...nothing, pictures: new Map([['A', own.slice(0, count)]]) }).get('A');
    expect(chosen(7)).toHaveLength(1);
    own.push({ shot: '', session: '', takenAt: '2026-06-01T08:00:00Z' });
    expect(chosen(8)).toHaveLength(0);
  });

  it.each<[string, Partial<PriorFacts>]>([
    ['another number', { patient: { patientId: 'P2', name: 'TEST^Anna', birthDate: '2010-01-02' } }],
    ['another day of birth', { patient: { patientId: 'P1', name: 'TEST^Anna', birthDate: '2010-02-01' } }],
    ['no day of birth', { patient: { patientId: 'P1', name: 'TEST^Anna', birthDate: '' } }],
    ['a twin under a mistyped number', { patient: { patientId: 'P1', name: 'TEST^Paul', birthDate: '2010-01-02' } }],
    ['another register', { patient: { patientId: 'P1', issuer: 'X', name: 'TEST^Anna', birthDate: '2010-01-02' } }],
    ['a simulated one', { simulated: true }],
    ['made of one that the vault has', { derived: true, sources: ['2.25.999'] }],
  ])('is nobody else’s, nothing simulated, nothing that is here: %s', (_what, change) => {
    const own = { pictures: new Map(), instances: new Set(['2.25.999']) };
    expect(chosenFor(session, [a], [found(change)], own).size).toBe(0);
    expect(chosenFor(session, [a], [found()], own).size).toBe(1);
  });

  it('is the upright copy where there is one, without its original', () => {
    const original = found();
    const upright = found({ derived: true, sources: [original.sopInstanceUid], takenAt: original.facts.takenAt });
    expect(uids(chosenFor(session, [a], [original, upright], nothing).get('A'))).toEqual([upright.sopInstanceUid]);
  });
});

describe('which view a foreign picture shows', () => {
  const { view: _ours, ...foreign } = found().facts;

  it('is the one that is coded as it is, and none where two are or nothing but a region is said', () => {
    expect(viewOf({ ...foreign, coding: codedStep(b) }, [a, b, b2])).toBe('B');
    expect(viewOf({ ...foreign, coding: codedStep(b) }, [a, b, { ...b, view: 'C' }])).toBeUndefined();
    expect(viewOf({ ...foreign, coding: codedStep(step('x', gaze(1, 0))) }, [a, b])).toBeUndefined();
    expect(codedStep(step('x'))).toEqual([]);
    expect(viewOf({ ...foreign, coding: [] }, [step('x')])).toBeUndefined();
  });

  it('is never another one than ours says', () => {
    expect(viewOf({ view: 'Z', coding: codedStep(a) }, [a, b])).toBeUndefined();
  });
});

it('has an archive make smaller only what stands upright as it is stored, and turns mirrors round once', () => {
  const mirrored = { ...a, mirror: 'left-right' } as const;
  const { view: _ours, ...foreign } = found().facts;
  expect(turnOf(found().facts, mirrored)).toEqual({ upright: true, mirror: 'left-right' });
  expect(turnOf(found({ orientation: 'F\\R' }).facts, mirrored)).toEqual({ upright: false, mirror: 'left-right' });
  expect(turnOf(found({ derived: true, orientation: 'R\\F' }).facts, mirrored)).toEqual({
    upright: true,
    mirror: 'none',
  });
  expect(turnOf(foreign, mirrored)).toEqual({ upright: false, mirror: 'none' });
});

it('brings back what has left the vault, and nothing that was decided against', () => {
  const picture = (number: number) => [started(number, 'a'), captured(number), checked(number)];
  const records = [...picture(1), rejected(1), ...picture(2), accepted(2), ...picture(3), rejected(3)];
  const files = ['shot-0002.jpg', 'shot-0003.jpg'];
  const purge: SessionRecord = { type: 'originals-purged', at: opened([a]).at, files };
  const before = foldSession([opened([a]), ...records]);
  const after = foldSession([opened([a]), ...records, purge]);
  expect([...instancesHere([before], [])]).toEqual(['2.25.101', '2.25.102', '2.25.103']);
  expect([...instancesHere([after], [])]).toEqual(['2.25.101', '2.25.103']);
});

it('reads the same from a file as from an archive’s JSON', async () => {
  const object = await otherPhotograph(1);
  const file = priorFactsOf((await readDicom(object.chunks)).dataSet, '+0000');
  expect(file).toMatchObject({
    patient: { patientId: 'P-0001', issuer: 'CHU Essai', birthDate: '2019-02-28' },
    ...{ takenAt: '2026-11-22T09:31:15.250+01:00', view: 'GAZE-R', fieldWidthMm: 144, orientation: 'L\\F' },
    ...{ simulated: false, derived: false, sources: [], rows: 200, columns: 300 },
  });
  const code = (value: string, scheme: string) => ({
    '00080100': { vr: 'SH', Value: [value] },
    '00080102': { vr: 'SH', Value: [scheme] },
  });
  const angle = (name: string, degrees: number) => ({
    '0040A043': { vr: 'SQ', Value: [code(name, '99INCIDENCE')] },
    '0040A30A': { vr: 'DS', Value: [degrees] },
  });
  const said = {
    '00080008': { vr: 'CS', Value: ['ORIGINAL', 'PRIMARY'] },
    '0008002A': { vr: 'DT', Value: ['20261122093115.250+0100'] },
    '00082218': { vr: 'SQ', Value: [code('81745001', 'SCT')] },
    '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Müller-Østergård^Zoë François^^Dr.' }] },
    '00100020': { vr: 'LO', Value: ['P-0001'] },
    '00100021': { vr: 'LO', Value: ['CHU Essai'] },
    '00100030': { vr: 'DA', Value: ['20190228'] },
    '00200020': { vr: 'CS', Value: ['L', 'F'] },
    '00200062': { vr: 'CS', Value: ['B'] },
    '00280010': { vr: 'US', Value: [200] },
    '00280011': { vr: 'US', Value: [300] },
    '00290010': { vr: 'LO', Value: ['INCIDENCE 1.0'] },
    // An archive that does not know a private attribute gives its bytes.
    '00291004': { vr: 'UN', InlineBinary: Buffer.from(new Float64Array([144]).buffer).toString('base64') },
    '00291008': { vr: 'UN', InlineBinary: Buffer.from('NO').toString('base64') },
    '00291009': { vr: 'UN', InlineBinary: Buffer.from('GAZE-R').toString('base64') },
    '00400555': {
      vr: 'SQ',
      Value: [
        {
          '0040A043': { vr: 'SQ', Value: [code('GAZE', '99INCIDENCE')] },
          '0040A168': { vr: 'SQ', Value: [code('UP-RIGHT', '99INCIDENCE')] },
        },
        angle('GAZE-H', -30),
        angle('GAZE-V', 30),
      ],
    },
    '7FE00010': { vr: 'OB', BulkDataURI: 'http://x/bulk' },
  };
  expect(priorFactsOf(elementsOf(said), '+0000')).toEqual(file);
});

it('takes the scale from calibrated pixels where nothing else says it, and has none otherwise', () => {
  const said = (spacing: object) => ({
    '00080020': { vr: 'DA', Value: ['20250301'] },
    '00100020': { vr: 'LO', Value: ['P'] },
    '00280010': { vr: 'US', Value: [300] },
    '00280011': { vr: 'US', Value: [200] },
    ...spacing,
  });
  const facts = (spacing: object) => priorFactsOf(elementsOf(said(spacing)), '+0530');
  expect(facts({ '00280030': { vr: 'DS', Value: [0.5, 0.5] } })).toMatchObject({
    ...{ fieldWidthMm: 150, takenAt: '2025-03-01T00:00:00+05:30' },
  });
  expect(facts({ '00280030': { vr: 'DS', Value: [0.5, 0.4] } })).not.toHaveProperty('fieldWidthMm');
  expect(facts({})).not.toHaveProperty('fieldWidthMm');
  expect(facts({})).not.toHaveProperty('view');
});

it.each(['113001', '113037', '113038'])('knows a note that rejects: %s', async (title) => {
  const object = await otherPhotograph(1);
  const { patient } = { patient: { patientId: 'P1', name: 'X', birthDate: '2010-01-02', sex: 'F' } as const };
  const read = async (named: string) =>
    rejectedBy((await readDicom([keyObjectNote(named, patient, [object])])).dataSet);
  expect(await read(title)).toEqual([object.sopInstanceUid]);
  expect(await read('113000')).toEqual([]);
});
