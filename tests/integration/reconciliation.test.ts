import { cp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../electron/base/log.ts';
import { newUid } from '../../electron/base/uid.ts';
import type { OutboxJob } from '../../electron/contract/journal.ts';
import type { Order } from '../../electron/contract/order.ts';
import { openReconciliation } from '../../electron/host/vault-reconciliation.ts';
import type { Asked } from '../../electron/studio/reconciliation/correcting.ts';
import { Reconciliation } from '../../electron/studio/reconciliation/reconciliation.ts';
import { foldSession } from '../../electron/studio/session-fold.ts';
import { Shelf } from '../../electron/studio/shelf.ts';
import { cli, workplace } from '../rigs/cli.ts';
import { cuttable } from '../rigs/cuttable-disk.ts';
import { dsrdump, pydicom, withDicomFile } from '../rigs/dicom-tools.ts';
import { keepingStage } from '../rigs/keeping-stage.ts';
import { freePort, type Orthanc, startOrthanc } from '../rigs/orthanc.ts';
import { type Keeping, openKeeping, type SentSeries, sendSeries } from '../rigs/sent-series.ts';
import { testIdentity } from '../rigs/vault-keys.ts';

/* Whose pictures these are, put right after they were sent: at a real archive, in a real folder, and cut off anywhere. */
const wrong = { patientId: 'P1', name: 'TEST^Anna', birthDate: '2010-01-02', sex: 'F' } as const;
const right = { patientId: 'P2', name: 'Gräßner^Zoë', birthDate: '2011-03-04', sex: 'M' } as const;
const station = { actor: { operator: 'anna' }, atWork: { operator: 'anna', operatorName: 'Anna' } } as const;
const stage = keepingStage('reconciliation');
const { opening, closing } = stage;

/** As the studio does it: over an outbox that runs. */
async function correct(keeping: Keeping, { session }: SentSeries, asked: Asked): Promise<number> {
  const { vault, outbox, clock } = keeping;
  const { actor, atWork } = station;
  const unexpected = silentLog.unexpected;
  const shelf = new Shelf({ vault, audit: vault.audit, clock, unexpected, who: () => actor, onChange: () => {} });
  await shelf.start();
  const reconciliation = new Reconciliation({
    vault,
    outbox,
    clock,
    sessions: shelf,
    tellsProgress: () => false,
    atWork: () => atWork,
  });
  return await reconciliation.correct([session], asked);
}

/** The objects of a folder store: study, series and file of each. */
async function inFolder(path: string): Promise<string[]> {
  const names = await readdir(path, { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.dcm')).sort();
}
const uidsOf = ({ instances }: OutboxJob): string[] => instances.map(({ sopInstanceUid }) => sopInstanceUid).sort();
const settled = async ({ outbox }: Keeping): Promise<void> => expect(await outbox.wait(60)).toBe(true);

describe('a series that an archive has under the wrong patient', () => {
  let orthanc: Orthanc;
  beforeEach(async () => {
    orthanc = await startOrthanc({ stations: [{ aet: 'INCIDENCE', port: await freePort() }] });
    return () => orthanc.close();
  });

  /** Of each object there: whose it is, and where it lies. */
  async function there(): Promise<Map<string, { patient: string; study: string; series: string; modality: string }>> {
    const found = new Map();
    for (const [sopInstanceUid, file] of await orthanc.files()) {
      await withDicomFile([file], async (path) => {
        const keys = ['PatientID', 'PatientName', 'StudyInstanceUID', 'SeriesInstanceUID', 'Modality'];
        const said = await pydicom(path, keys);
        found.set(sopInstanceUid, {
          patient: `${said.PatientID} ${said.PatientName}`,
          study: said.StudyInstanceUID,
          series: said.SeriesInstanceUID,
          modality: said.Modality,
        });
      });
    }
    return found;
  }

  it.each([
    ['DICOMweb', () => orthanc.address],
    ['DIMSE', () => orthanc.dicom],
  ])(
    'arrives anew under the right one, in the order’s study, and is rejected as it was by a note that can be read: %s',
    async (_by, address) => {
      const keeping = await opening();
      await keeping.outbox.start();
      const sent = await sendSeries(keeping, address(), 1, { simulated: false });
      await settled(keeping);
      const [before] = keeping.outbox.jobs();
      if (!before) throw new Error('no job');
      expect(before).toMatchObject({ state: 'confirmed' });
      const order: Order = {
        kind: 'order',
        accessionNumber: 'A-77',
        studyUid: newUid(),
        scheduledStepCodes: [],
        priority: 'routine',
      };
      expect(await correct(keeping, sent, { patient: right, order, reason: 'wrong-patient' })).toBe(1);
      await settled(keeping);

      const [old, anew, note] = keeping.outbox.jobs();
      if (!old || !anew || !note) throw new Error('three jobs');
      expect([old, anew, note].map(({ state }) => state)).toEqual(['confirmed', 'confirmed', 'confirmed']);
      const objects = await there();
      expect([...objects.keys()].sort()).toEqual([...uidsOf(old), ...uidsOf(anew), ...uidsOf(note)].sort());
      for (const uid of uidsOf(old)) expect(objects.get(uid)).toMatchObject({ patient: 'P1 TEST^Anna' });
      for (const uid of uidsOf(anew)) {
        expect(objects.get(uid)).toMatchObject({ patient: 'P2 Gräßner^Zoë', study: order.studyUid });
      }
      const { state } = { state: foldSession(await keeping.vault.read(sent.session)) };
      const shot = state.shots.at(-1)?.sopInstanceUid ?? '';
      expect(objects.get(shot)).toMatchObject({ series: state.opened.seriesUid, modality: 'XC' });
      // The note lies where the rejected pictures lie, as theirs whom they were sent for.
      const [noteUid = ''] = uidsOf(note);
      expect(objects.get(noteUid)).toMatchObject({ patient: 'P1 TEST^Anna', study: before.studyUid, modality: 'KO' });
      const file = (await orthanc.files()).get(noteUid);
      const tree = await withDicomFile([file ?? new Uint8Array()], dsrdump);
      expect(tree).toContain('Incorrect Modality Worklist Entry');
      for (const uid of uidsOf(old)) expect(tree).toContain(uid);
      for (const uid of uidsOf(anew)) expect(tree).not.toContain(uid);
      // Its receipt came after that of what takes its place.
      expect((note.receipt?.at ?? '') >= (anew.receipt?.at ?? '-')).toBe(true);
    },
  );

  it('is cut off while the archive keeps silent; what may have arrived is rejected all the same', async () => {
    const keeping = await opening();
    await keeping.outbox.start();
    orthanc.freeze();
    const sent = await sendSeries(keeping, orthanc.address, 1, { simulated: false });
    await expect.poll(() => keeping.outbox.jobs()[0]?.state).toBe('sending');
    expect(await correct(keeping, sent, { patient: right, reason: 'merged' })).toBe(1);
    orthanc.thaw();
    await settled(keeping);
    const [old, anew, note] = keeping.outbox.jobs();
    expect([old?.state, anew?.state, note?.state]).toEqual(['withdrawn', 'confirmed', 'confirmed']);
    expect(note?.rejects).toMatchObject({ title: '113037', seriesUid: sent.series });
    const objects = await there();
    for (const uid of anew ? uidsOf(anew) : ['none']) expect(objects.get(uid)?.patient).toBe('P2 Gräßner^Zoë');
    await keeping.outbox.retry();
    expect(keeping.outbox.jobs()[0]?.state).toBe('withdrawn');
  });
});

describe('a series that waits', () => {
  it('leaves as it is corrected and never as it was', async () => {
    const keeping = await opening();
    await keeping.outbox.start();
    await keeping.outbox.pause(true);
    const sent = await sendSeries(keeping, stage.store);
    expect(await correct(keeping, sent, { patient: right, reason: 'wrong-patient' })).toBe(0);
    await keeping.outbox.pause(false);
    await settled(keeping);
    const [job, ...others] = keeping.outbox.jobs();
    expect(others).toEqual([]);
    expect(job).toMatchObject({ id: sent.job.id, state: 'confirmed', seriesUid: sent.series });
    const files = await inFolder(join(stage.home, 'store'));
    expect(files).toHaveLength(job?.instances.length ?? 0);
    for (const file of files) {
      const said = await pydicom(join(stage.home, 'store', file), ['PatientID', 'PatientName']);
      expect(said).toEqual({ PatientID: 'P2', PatientName: 'Gräßner^Zoë' });
    }
    await expect(correct(keeping, sent, { patient: right, reason: 'details' })).rejects.toMatchObject({
      code: 'correction-empty',
    });
  });

  it('is not begun while it is being corrected, and nothing else of it can be sent', async () => {
    const keeping = await opening();
    const { outbox, vault } = keeping;
    await outbox.start();
    await outbox.pause(true);
    const sent = await sendSeries(keeping, stage.store);
    await outbox.amend(sent.session, async (own) => {
      expect(own).toMatchObject([{ id: sent.job.id, state: 'queued' }]);
      await outbox.pause(false);
      // What would begin has begun, and what it saves is saved before this is read.
      await new Promise(setImmediate);
      expect(await vault.jobs()).toMatchObject([{ state: 'queued', attempts: 0 }]);
      const again = outbox.enqueue({ ...sent.job, id: crypto.randomUUID() });
      await expect(again).rejects.toMatchObject({ code: 'not-now' });
      return [];
    });
    await settled(keeping);
    expect(outbox.jobs()).toMatchObject([{ state: 'confirmed' }]);
  });
});

describe('a correction that is cut off', () => {
  const asked: Asked = { patient: right, reason: 'wrong-patient' };
  const shapeOf = (jobs: readonly OutboxJob[]) =>
    jobs.map(({ state, rejects, seriesUid }) => [state, rejects ? 'note' : seriesUid]).sort();

  it.each([
    ['confirmed', async (keeping: Keeping) => keeping.outbox.start()],
    ['still waiting', async (keeping: Keeping) => keeping.outbox.pause(true)],
  ] as const)('at any operation of the disk is not begun, or ended by the next start: %s', async (_how, begin) => {
    const first = await opening();
    await first.vault.audit.record({ event: 'studio-started', outcome: 'success', operator: 'anna' });
    await begin(first);
    const sent = await sendSeries(first, stage.store);
    if (_how === 'confirmed') await settled(first);
    await closing(first);
    const before = `${stage.dir}-before`;
    const storeBefore = `${join(stage.home, 'store')}-before`;
    await cp(stage.dir, before, { recursive: true });
    if (_how === 'confirmed') await cp(join(stage.home, 'store'), storeBefore, { recursive: true });
    const outcomes = new Map<string, number>();
    for (let cutAt = 0; ; cutAt += 1) {
      await rm(stage.dir, { recursive: true });
      await cp(before, stage.dir, { recursive: true });
      const cut = cuttable();
      const keeping = await openKeeping(stage.dir, { fs: cut.fs });
      const reconciliation = await openReconciliation(keeping.vault, { access: station, log: silentLog });
      Object.assign(cut, { operations: 0, cutAt });
      const done = await reconciliation.correct([sent.session], asked).then(
        () => true,
        () => false,
      );
      const whole = cut.operations <= cutAt;
      await keeping.close();

      const again = await opening();
      expect([again.vault.damaged(), await again.vault.quarantined()]).toEqual([[], []]);
      const state = foldSession(await again.vault.read(sent.session));
      const outcome = state.corrected ? (done ? 'done' : 'ended later') : 'not begun';
      if (done) expect(state.corrected).toBe(true);
      // Sending it all takes its time: once for each outcome is enough, jobs are looked at each time.
      if (!outcomes.has(outcome)) await delivered(again, state.opened.seriesUid, state.corrected);
      outcomes.set(outcome, cutAt);
      const rest = await openReconciliation(again.vault, { access: station, log: silentLog });
      if (!state.corrected) await rest.correct([sent.session], asked);
      const jobs = await again.vault.jobs();
      const now = foldSession(await again.vault.read(sent.session)).opened.seriesUid;
      const news = jobs.filter((job) => !job.rejects && job.seriesUid === now && job.state !== 'withdrawn');
      const notes = jobs.filter(({ rejects }) => rejects?.seriesUid === sent.series);
      const isOut = now !== sent.series;
      expect([cutAt, news.length, notes.length]).toEqual([cutAt, 1, isOut ? 1 : 0]);
      expect([cutAt, shapeOf(jobs).length]).toEqual([cutAt, isOut ? 3 : 1]);
      expect((await again.vault.check()).damaged).toEqual([]);
      expect([cutAt, outcome, await again.vault.audit.verify()]).toMatchObject([cutAt, outcome, { intact: true }]);
      await closing(again);
      if (whole) break;
    }
    expect([...outcomes.keys()].sort()).toEqual(['done', 'ended later', 'not begun']);

    /** All of it arrives, once, and nothing that is not one of the jobs'. */
    async function delivered(keeping: Keeping, series: string, isCorrected: boolean): Promise<void> {
      await rm(join(stage.home, 'store'), { recursive: true, force: true });
      if (_how === 'confirmed') await cp(storeBefore, join(stage.home, 'store'), { recursive: true });
      await keeping.outbox.start();
      await keeping.outbox.pause(false);
      await settled(keeping);
      const jobs = keeping.outbox.jobs();
      expect(jobs.map(({ state, lastError }) => lastError ?? state)).toEqual(jobs.map(() => 'confirmed'));
      const files = await inFolder(join(stage.home, 'store'));
      expect(files).toHaveLength(jobs.flatMap(uidsOf).length);
      for (const file of files.filter((name) => name.includes(series))) {
        const { PatientID } = await pydicom(join(stage.home, 'store', file), ['PatientID']);
        expect(PatientID).toBe(isCorrected ? right.patientId : wrong.patientId);
      }
    }
  });

  it('by a job that cannot be saved sends nothing more of the session, and goes on when it is asked again', async () => {
    const cut = cuttable();
    const keeping = await opening({ fs: cut.fs });
    await keeping.outbox.start();
    await keeping.outbox.pause(true);
    const sent = await sendSeries(keeping, stage.store);
    const { vault } = keeping;
    const { saveJob } = vault;
    vault.saveJob = async () => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    };
    await expect(correct(keeping, sent, asked)).rejects.toThrow('full');
    await keeping.outbox.pause(false);
    vault.saveJob = saveJob;
    expect(await keeping.outbox.wait(AbortSignal.abort())).toBe(false);
    expect(await inFolder(join(stage.home, 'store'))).toEqual([]);
    await closing(keeping);
    const again = await opening();
    await again.outbox.start();
    await settled(again);
    const [file = ''] = await inFolder(join(stage.home, 'store'));
    expect(await pydicom(join(stage.home, 'store', file), ['PatientID'])).toEqual({ PatientID: 'P2' });
  });
});

describe('the command line', () => {
  async function atWork() {
    const work = await workplace();
    onTestFinished(() => work.remove());
    const key = join(work.folder, 'key.txt');
    const patient = join(work.folder, 'patient.json');
    await writeFile(key, `${testIdentity}\n`, { mode: 0o600 });
    await writeFile(patient, JSON.stringify(right));
    const run = (...args: string[]) => cli([...args, '--vault', stage.dir, '--key-file', key, '--json'], work.env);
    return { work, patient, run };
  }

  it('waits for nothing that a correction has withdrawn', async () => {
    await writeFile(join(stage.home, 'store'), 'no folder');
    const keeping = await opening();
    await keeping.outbox.start();
    const sent = await sendSeries(keeping, stage.store);
    await expect.poll(() => keeping.outbox.jobs()[0]?.attempts).toBeGreaterThan(0);
    await closing(keeping);
    await rm(join(stage.home, 'store'));
    const { patient, run } = await atWork();
    const corrected = await run('patient', 'correct', '--session', sent.session, '--patient', patient);
    expect(corrected).toMatchObject({ status: 0 });
    const waited = await run('outbox', 'wait');
    const states = JSON.parse(waited.stdout).jobs.map(({ state }: OutboxJob) => state);
    expect(states.toSorted()).toEqual(['confirmed', 'confirmed', 'withdrawn']);
    expect(waited.status).toBe(0);
  });

  it('corrects, sends what that owes, and finds the series under both UIDs', async () => {
    const keeping = await opening();
    await keeping.outbox.start();
    const sent = await sendSeries(keeping, stage.store);
    await settled(keeping);
    await closing(keeping);
    const { work, patient, run } = await atWork();
    const one = ['patient', 'correct', '--session', sent.session, '--patient', patient];
    const corrected = await run(...one, '--reason', 'wrong-patient');
    expect(corrected).toMatchObject({ status: 0 });
    expect(JSON.parse(corrected.stdout)).toMatchObject({
      sessions: [sent.session],
      resent: 1,
      jobs: [{ store: stage.store }, { store: stage.store, rejects: sent.series }],
    });
    expect(corrected.stdout + corrected.stderr).not.toMatch(/Gräßner|P2|2011/);
    expect(await run(...one)).toMatchObject({ status: 1, stderr: expect.stringMatching(/^correction-empty: /m) });
    expect(await run('outbox', 'wait')).toMatchObject({ status: 0 });

    const anew = JSON.parse(corrected.stdout).jobs[0].series;
    for (const series of [sent.series, anew]) {
      const verified = await run('verify', '--store', stage.store, '--series', series);
      expect(JSON.parse(verified.stdout)).toMatchObject({ identical: expect.any(Number), missing: 0, different: 0 });
      const out = join(work.folder, series);
      const exported = await run('vault', 'export', '--series', series, '--out', out);
      expect(JSON.parse(exported.stdout)).toMatchObject({ session: sent.session, damaged: [] });
    }
    const after = await opening();
    const entries = await after.vault.audit.read({ limit: 50 });
    const entry = entries.find(({ event }) => event === 'patient-corrected');
    expect(entry).toMatchObject({ session: sent.session, series: anew, about: 'wrong-patient' });
    expect(JSON.stringify(entries)).not.toMatch(/Gräßner|TEST|"P2"/);
  });
});
