import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { newUid } from '../../electron/base/uid.ts';
import type { ErrorCode } from '../../electron/contract/errors.ts';
import { commitmentFailures } from '../../electron/stores/dimse/commitment-report.ts';
import { openProofs, type ProofOptions } from '../../electron/stores/dimse/proofs.ts';
import type { DicomObject } from '../../electron/stores/store.ts';
import { makeAuthority, makeCertificate } from '../rigs/certificates.ts';
import { archiveAet, type CommitmentPeer, startCommitmentPeer } from '../rigs/commitment-peer.ts';
import { startDcmqrscp } from '../rigs/dcmqrscp.ts';
import { archiveAt, listenerAt, otherPicture, station, wholeFile } from '../rigs/dimse-proofs.ts';
import { freePort, startOrthanc } from '../rigs/orthanc.ts';
import { makeSeries } from '../rigs/photographs.ts';
import { startSameAssociationPeer } from '../rigs/same-association-peer.ts';
import { storeByScu } from '../rigs/storescu.ts';

const calm = new AbortController().signal;
/** Long enough for a loaded machine where an answer is expected. */
const patient = { deadlineMs: 60_000, questions: 2, lingerMs: 60_000 };
const teardowns: (() => Promise<void>)[] = [];
const kept = <T extends { close(): Promise<void> }>(one: T): T => {
  teardowns.unshift(() => one.close());
  return one;
};
afterEach(async () => {
  for (const teardown of teardowns.splice(0)) await teardown();
});

const open = (address: string, options: Partial<ProofOptions> = {}) =>
  kept(openProofs({ archive: archiveAt(address), proof: 'commitment', waits: patient, ...options }));
const referenceOf = ({ sopClassUid, sopInstanceUid }: DicomObject) => ({
  ReferencedSOPClassUID: sopClassUid,
  ReferencedSOPInstanceUID: sopInstanceUid,
});

describe('storage commitment by a real Orthanc, reported on a new association', () => {
  async function start() {
    const port = await freePort();
    const orthanc = kept(await startOrthanc({ stations: [{ aet: station, port }] }));
    return { orthanc, proofs: open(orthanc.dicom, { listener: listenerAt(port) }) };
  }

  it('confirms what is there, in one transaction, and tells what is missing, another picture or gone', async () => {
    const { orthanc, proofs } = await start();
    const [first, second, missing, changed] = (await makeSeries(4)) as [
      DicomObject,
      DicomObject,
      DicomObject,
      DicomObject,
    ];
    for (const object of [first, second, await otherPicture(changed)]) await orthanc.put(wholeFile(object));
    const outcomes = await Promise.allSettled(
      [first, second, missing, changed].map((object) => proofs.confirm(object, calm)),
    );
    const proof = { how: 'commitment', peer: orthanc.dicom.slice('dicom:'.length) };
    expect(outcomes).toMatchObject([
      { status: 'fulfilled', value: { ...proof, transaction: expect.stringMatching(/^2\.25\.\d+$/) } },
      { status: 'fulfilled', value: proof },
      { reason: { code: 'store-incomplete', params: { instance: missing.sopInstanceUid } } },
      { reason: { code: 'store-different', params: { instance: changed.sopInstanceUid } } },
    ]);
    const values = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.transaction] : []));
    expect(new Set(values).size).toBe(1);
  });

  it('confirms after a restart between storing and asking, and nothing while it is frozen', async () => {
    const { orthanc, proofs } = await start();
    const [object] = (await makeSeries(1)) as [DicomObject];
    await orthanc.put(wholeFile(object));
    await orthanc.kill();
    await expect(proofs.confirm(object, calm)).rejects.toMatchObject({ code: 'store-unreachable' });
    await orthanc.restart();
    await expect(proofs.confirm(object, calm)).resolves.toMatchObject({ how: 'commitment' });
    orthanc.freeze();
    const limits = { associateMs: 300, answerMs: 300 };
    const impatient = open(orthanc.dicom, { archive: archiveAt(orthanc.dicom, limits) });
    await expect(impatient.confirm(object, calm)).rejects.toMatchObject({ code: 'store-timeout' });
    orthanc.thaw();
  });
});

describe('storage commitment reported on the association that asked', () => {
  it('needs no listener, and the archive hears that its report was taken', async () => {
    const peer = kept(await startSameAssociationPeer());
    const objects = await makeSeries(3);
    const proofs = open(peer.address);
    const confirmed = await Promise.all(objects.map((object) => proofs.confirm(object, calm)));
    expect(confirmed.map(({ how }) => how)).toEqual(['commitment', 'commitment', 'commitment']);
    await proofs.close();
    expect(peer.said[1]?.asked?.sort()).toEqual(objects.map(({ sopInstanceUid }) => sopInstanceUid).sort());
    expect(peer.said).toContainEqual({ answered: 0, to: 77 });
    expect(peer.said).not.toContainEqual({ lost: true });
  });

  it.each<[number, ErrorCode]>([
    ...Object.entries(commitmentFailures).map(([reason, { code }]): [number, ErrorCode] => [Number(reason), code]),
    [0xa7ff, 'store-unproven'],
  ])('tells reason %i for one instance as %s and confirms the other', async (reason, code) => {
    const peer = kept(await startSameAssociationPeer(reason));
    const [first, last] = (await makeSeries(2)) as [DicomObject, DicomObject];
    const proofs = open(peer.address);
    const outcomes = await Promise.allSettled([proofs.confirm(first, calm), proofs.confirm(last, calm)]);
    expect(outcomes).toMatchObject([{ status: 'fulfilled' }, { reason: { code } }]);
  });
});

describe('storage commitment by an archive that takes its time', () => {
  async function start(waits: Partial<ProofOptions['waits']> = {}, status = 0) {
    const peer = kept(await startCommitmentPeer({ status }));
    const port = await freePort();
    const proofs = open(peer.address, { listener: listenerAt(port), waits: { ...patient, lingerMs: 0, ...waits } });
    return { peer, port, proofs };
  }
  const asked = async (peer: CommitmentPeer, times: number) => {
    await peer.askedTimes(times);
    return peer.asked.map(({ transaction }) => transaction);
  };

  it('is asked again by a new transaction, and a late report of the first counts', async () => {
    const { peer, port, proofs } = await start({ deadlineMs: 200, questions: 500 });
    const [object] = (await makeSeries(1)) as [DicomObject];
    const confirming = proofs.confirm(object, calm);
    const [first, second] = (await asked(peer, 2)) as [string, string];
    expect(first).not.toBe(second);
    await peer.report({ transaction: first, committed: [referenceOf(object)] }, { port });
    await expect(confirming).resolves.toMatchObject({ how: 'commitment', transaction: first });
  });

  it('is believed when it reports after everybody has stopped waiting, by whoever asks again', async () => {
    const { peer, port, proofs } = await start({ deadlineMs: 100, questions: 1 });
    const [object, other] = (await makeSeries(2)) as [DicomObject, DicomObject];
    await expect(proofs.confirm(object, calm)).rejects.toMatchObject({ code: 'store-unproven' });
    const later = open(peer.address, { listener: listenerAt(port), waits: { ...patient, lingerMs: 0 } });
    const confirming = [later.confirm(object, calm), later.confirm(other, calm)];
    const [first, second] = (await asked(peer, 2)) as [string, string];
    const both = [referenceOf(object), referenceOf(other)];
    await peer.report({ transaction: first, committed: both }, { port });
    await expect(confirming[0]).resolves.toMatchObject({ transaction: first });
    await peer.report({ transaction: second, committed: both }, { port });
    await expect(confirming[1]).resolves.toMatchObject({ transaction: second });
  });

  it('proves nothing if it never reports: nobody is confirmed, and nobody listens any more', async () => {
    const { peer, port, proofs } = await start({ deadlineMs: 100, questions: 3 });
    const [object] = (await makeSeries(1)) as [DicomObject];
    await expect(proofs.confirm(object, calm)).rejects.toMatchObject({ code: 'store-unproven' });
    expect(peer.asked).toHaveLength(3);
    await proofs.close();
    const report = { transaction: peer.asked[0]?.transaction ?? '', committed: [referenceOf(object)] };
    await expect(peer.report(report, { port })).rejects.toMatchObject({ code: 'store-unreachable' });
  });

  it('is believed only for its own instances, by its own name, in our own transactions; twice is once', async () => {
    const { peer, port, proofs } = await start();
    const [object, other] = (await makeSeries(2)) as [DicomObject, DicomObject];
    let settled = false;
    const confirming = proofs.confirm(object, calm).finally(() => {
      settled = true;
    });
    const [transaction] = (await asked(peer, 1)) as [string];
    const mine = [referenceOf(object)];
    const stranger = { port, callingAet: 'STRANGER' };
    await expect(peer.report({ transaction, committed: mine }, stranger)).resolves.toBe(0x0124);
    await expect(peer.report({ transaction, committed: mine, eventType: 3 }, { port })).resolves.toBe(0x0113);
    await expect(peer.report({ transaction: newUid(), committed: mine }, { port })).resolves.toBe(0);
    await expect(peer.report({ transaction, committed: [referenceOf(other)] }, { port })).resolves.toBe(0);
    const ofAnotherClass = { ...referenceOf(object), ReferencedSOPClassUID: '1.2.840.10008.5.1.4.1.1.7' };
    await expect(peer.report({ transaction, committed: [ofAnotherClass] }, { port })).resolves.toBe(0);
    await expect(peer.report({ transaction, committed: mine }, { port, calledAet: 'SOMEBODY' })).rejects.toMatchObject({
      code: 'store-unauthorised',
    });
    expect(settled).toBe(false);
    const both = [1, 2].map(() => peer.report({ transaction, committed: mine }, { port }));
    await expect(Promise.all(both)).resolves.toEqual([0, 0]);
    await expect(confirming).resolves.toMatchObject({ how: 'commitment', transaction });
  });

  it('may report in parts; an instance that is named as kept and as failed has failed', async () => {
    const { peer, port, proofs } = await start();
    const [first, second] = (await makeSeries(2)) as [DicomObject, DicomObject];
    const outcomes = Promise.allSettled([proofs.confirm(first, calm), proofs.confirm(second, calm)]);
    const [transaction] = (await asked(peer, 1)) as [string];
    expect(peer.asked[0]?.instances).toHaveLength(2);
    await peer.report({ transaction, committed: [referenceOf(first)] }, { port });
    const failed = [{ ...referenceOf(second), FailureReason: 0x0112 }];
    await peer.report({ transaction, committed: [referenceOf(second)], failed }, { port });
    await expect(outcomes).resolves.toMatchObject([
      { status: 'fulfilled' },
      { reason: { code: 'store-incomplete', params: { instance: second.sopInstanceUid } } },
    ]);
  });

  it.each(['ARCHIVE', 'OTHER'])(
    'shares one port with a store named %s, and neither speaks for the other',
    async (aet) => {
      const { peer, port, proofs } = await start();
      const second = kept(await startCommitmentPeer({ aet }));
      const others = open(second.address, { listener: listenerAt(port), waits: { ...patient, lingerMs: 0 } });
      const [object] = (await makeSeries(1)) as [DicomObject];
      const settled: string[] = [];
      const confirming = [proofs.confirm(object, calm), others.confirm(object, calm)] as const;
      confirming[1].finally(() => settled.push('other'));
      const [[mine], [theirs]] = [await asked(peer, 1), await asked(second, 1)] as [[string], [string]];
      const committed = [referenceOf(object)];
      await peer.report(
        { transaction: theirs, committed },
        { port, callingAet: aet === 'OTHER' ? 'ARCHIVE' : 'NOBODY' },
      );
      await peer.report({ transaction: mine, committed }, { port });
      await expect(confirming[0]).resolves.toMatchObject({ transaction: mine });
      expect(settled).toEqual([]);
      await second.report({ transaction: theirs, committed }, { port, callingAet: aet });
      await expect(confirming[1]).resolves.toMatchObject({ transaction: theirs });
    },
  );

  it('reports over TLS with a certificate that the listener trusts, and not without', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'incidence-commitment-'));
    teardowns.push(() => rm(folder, { recursive: true, force: true }));
    const ca = await readFile(await makeAuthority(folder, 'hospital'), 'utf8');
    const [ours, theirs] = await Promise.all(
      ['station', 'archive'].map(async (name) => {
        const { cert, key } = await makeCertificate(folder, name, 'hospital');
        return { ca, certificate: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
      }),
    );
    const peer = kept(await startCommitmentPeer());
    const port = await freePort();
    const listener = { ...listenerAt(port), tls: ours };
    const proofs = open(peer.address, { listener, waits: { ...patient, lingerMs: 0 } });
    const [object] = (await makeSeries(1)) as [DicomObject];
    const confirming = proofs.confirm(object, calm);
    const [transaction] = (await asked(peer, 1)) as [string];
    const report = { transaction, committed: [referenceOf(object)] };
    await expect(peer.report(report, { port, tls: { ca } })).rejects.toMatchObject({ code: 'store-unauthorised' });
    await expect(peer.report(report, { port, ...(theirs ? { tls: theirs } : {}) })).resolves.toBe(0);
    await expect(confirming).resolves.toMatchObject({ how: 'commitment', transaction });
  });

  it('is not waited for where it refuses to be asked', async () => {
    for (const [status, code] of [
      [0x0124, 'store-unauthorised'],
      [0x0213, 'store-unproven'],
      [0x0199, 'store-unproven'],
    ] as const) {
      const { proofs } = await start({}, status);
      const [object] = (await makeSeries(1)) as [DicomObject];
      await expect(proofs.confirm(object, calm)).rejects.toMatchObject({ code });
    }
  });

  it('ends at once when told so, and leaves nothing behind', async () => {
    const { peer, port, proofs } = await start();
    const [object] = (await makeSeries(1)) as [DicomObject];
    const stop = new AbortController();
    const confirming = proofs.confirm(object, stop.signal);
    await peer.askedTimes(1);
    stop.abort();
    await expect(confirming).rejects.toMatchObject({ code: 'aborted' });
    await proofs.close();
    const again = createServer().listen(port, '127.0.0.1');
    await once(again, 'listening');
    again.close();
  });

  it('says that the station cannot hear it where the port is taken, after having asked once', async () => {
    const { peer, port, proofs } = await start({ deadlineMs: 100, questions: 3 });
    const taken = createServer().listen(port, '127.0.0.1');
    await once(taken, 'listening');
    try {
      const [object] = (await makeSeries(1)) as [DicomObject];
      await expect(proofs.confirm(object, calm)).rejects.toMatchObject({
        code: 'listener-unavailable',
        params: { address: `127.0.0.1:${port}`, reason: 'EADDRINUSE' },
      });
      expect(peer.asked).toHaveLength(1);
    } finally {
      taken.close();
    }
  });
});

describe('an archive without storage commitment', () => {
  it('confirms nothing where commitment is what counts, and by reading back where that does', async () => {
    const archive = kept(await startDcmqrscp());
    const [object] = (await makeSeries(1)) as [DicomObject];
    await storeByScu(archive, [wholeFile(object)]);
    await expect(open(archive.address).confirm(object, calm)).rejects.toMatchObject({
      code: 'store-unproven',
      params: { reason: 'no Storage Commitment' },
    });
    const reading = open(archive.address, { proof: 'read-back' });
    await expect(reading.confirm(object, calm)).resolves.toMatchObject({
      how: 'read-back',
      peer: `${archiveAet}@127.0.0.1:${archive.port}`,
    });
  });
});
