import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { client } from '../../electron/contract/rpc.ts';
import { studioContract } from '../../electron/contract/studio.ts';
import type { Assembly } from '../../electron/host/assemble.ts';
import { pydicom } from '../rigs/dicom-tools.ts';
import { type SessionRoom, sessionRoom, somebody, somebodyElse } from '../rigs/session-room.ts';
import { wirePair } from '../rigs/wire-pair.ts';

/* A correction of who is on screen, by the page's own call, with a real camera process and a folder as the store. */
let room: SessionRoom;
beforeEach(async () => {
  room = await sessionRoom({ model: 'nikon' });
});
afterEach(() => room.close());

function page({ studio }: Assembly) {
  const [near, far] = wirePair();
  studio.attach(far);
  return client(near, studioContract).call;
}

async function patientsAtStore(): Promise<Record<string, number>> {
  const files = (await readdir(room.store, { recursive: true })).filter((name) => name.endsWith('.dcm'));
  const ids = await Promise.all(files.map((file) => pydicom(join(room.store, file), ['PatientID'])));
  const counts: Record<string, number> = {};
  for (const { PatientID = '' } of ids) counts[PatientID] = (counts[PatientID] ?? 0) + 1;
  return counts;
}

test('who is on screen becomes who they are, before anything is sent and after; never while a picture is made', async () => {
  const assembly = await room.open();
  const { studio, outbox } = assembly;
  const call = page(assembly);
  const earlier = await studio.openSession({ patient: somebody, protocol: 'face-palsy-10', steps: ['rest'] });
  await studio.runner.take();
  await studio.runner.accept();
  await studio.closeSession();
  expect(await outbox.wait(60)).toBe(true);

  const session = await studio.openSession({ patient: somebody, protocol: 'face-palsy-10', steps: ['rest'] });
  const priors = () => studio.snapshot().session?.steps[0]?.priors.map((prior) => prior.session);
  expect(priors()).toEqual([earlier]);
  const taking = studio.runner.take();
  const asked = { sessions: [session], patient: somebodyElse, reason: 'wrong-patient' as const };
  await expect(call('patient.correct', asked)).rejects.toMatchObject({ code: 'not-now' });
  // Nor is another one that could be corrected meanwhile: all of them or none.
  const withEarlier = { ...asked, sessions: [earlier, session] };
  await expect(call('patient.correct', withEarlier)).rejects.toMatchObject({ code: 'not-now' });
  expect(studio.snapshot().sessions.find(({ id }) => id === earlier)?.patient).toEqual(somebody);
  await taking;
  const uid = studio.runner.state.shots[0]?.sopInstanceUid;
  expect(await call('patient.correct', asked)).toEqual({ resent: 0 });
  expect(studio.snapshot().session).toMatchObject({ id: session, patient: somebodyElse, phase: 'review' });
  // Nothing had gone out, and nobody is shown a stranger's face as their own.
  expect(studio.runner.state.shots[0]?.sopInstanceUid).toBe(uid);
  expect(priors()).toEqual([]);
  await studio.runner.accept();
  await studio.closeSession();
  expect(await outbox.wait(60)).toBe(true);
  const each = outbox.jobs()[0]?.instances.length ?? 0;
  expect(await patientsAtStore()).toEqual({ [somebody.patientId]: each, [somebodyElse.patientId]: each });

  // Both were the same third person: one is on screen, one is not.
  const both = { ...somebody, patientId: 'P-3', name: 'TEST^Third' };
  expect(await call('patient.correct', { sessions: [earlier, session], patient: both, reason: 'merged' })).toEqual({
    resent: 2,
  });
  expect(await outbox.wait(60)).toBe(true);
  expect(outbox.jobs().map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => 'confirmed'));
  // A note lies with what it rejects.
  expect(await patientsAtStore()).toEqual({
    [somebody.patientId]: each + 1,
    [somebodyElse.patientId]: each + 1,
    'P-3': 2 * each,
  });
  const summaries = studio.snapshot().sessions.filter(({ id }) => id === earlier || id === session);
  expect(summaries.map(({ patient }) => patient)).toEqual([both, both]);
  const again = call('patient.correct', { sessions: [earlier], patient: both, reason: 'details' });
  await expect(again).rejects.toMatchObject({ code: 'correction-empty' });
  const unknown = call('patient.correct', { ...asked, sessions: [crypto.randomUUID()] });
  await expect(unknown).rejects.toMatchObject({ code: 'session-unknown' });
  const events = (await studio.auditReading.page({ limit: 100 })).entries.filter(
    ({ event }) => event === 'patient-corrected',
  );
  expect(events.map(({ about }) => about).sort()).toEqual(['merged', 'merged', 'wrong-patient']);
  expect(await assembly.vault.check()).toMatchObject({ damaged: [] });
});
