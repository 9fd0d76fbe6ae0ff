import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { findRoot } from '../../electron/base/places.ts';
import { parseStoreAddress } from '../../electron/contract/addresses.ts';
import { openPriorSource } from '../../electron/stores/prior-sources.ts';
import { openStore } from '../../electron/stores/registry.ts';
import { freePort, type Orthanc, startOrthanc } from '../rigs/orthanc.ts';
import { makeSeries } from '../rigs/photographs.ts';

/* What `CONNECTING.md` tells a hospital to write into its archive's configuration is what works. */
let orthanc: Orthanc | undefined;
afterEach(async () => {
  await orthanc?.close();
});

async function configurationOnThePage(): Promise<Record<string, unknown>> {
  const page = await readFile(join(findRoot(import.meta.dirname), 'electron', 'stores', 'CONNECTING.md'), 'utf8');
  const [, block = ''] = /```json\n(.*?)```/s.exec(page) ?? [];
  return JSON.parse(block);
}

it('an Orthanc that is set up by the page takes, proves and gives back a series by either way', async () => {
  const configuration = await configurationOnThePage();
  const [[user, password] = ['', '']] = Object.entries(configuration.RegisteredUsers as Record<string, string>);
  const [station] = Object.values(configuration.DicomModalities as Record<string, { AET: string; Port: number }>);
  const port = await freePort();
  orthanc = await startOrthanc({
    user: { name: user, password },
    configuration: {
      ...configuration,
      // Only the hospital's addresses and paths are other ones here.
      DicomModalities: { incidence: { ...station, Host: '127.0.0.1', Port: port } },
    },
  });
  const listener = { aet: station?.AET ?? '', host: '127.0.0.1', port };
  const credentials = { kind: 'basic', user, password } as const;
  const { signal } = new AbortController();
  const ways = [
    { address: orthanc.address, proof: 'read-back' },
    { address: orthanc.dicom, proof: 'commitment' },
  ] as const;
  for (const [number, { address, proof }] of ways.entries()) {
    const parsed = parseStoreAddress(address);
    const options = { credentials, listener, proof };
    const store = openStore(parsed, { ...options, testStore: false });
    const [patientId, birthDate] = [`P-${number}`, '2019-02-28'];
    const series = await makeSeries(2, { facts: { patient: { patientId, birthDate, name: '山田^花子', sex: 'F' } } });
    await store.check(signal);
    for (const object of series) await store.send(object, signal);
    const proofs = await Promise.all(series.map((object) => store.confirm(object, signal)));
    expect(proofs.map(({ how }) => how)).toEqual([proof, proof]);
    const found = await openPriorSource(parsed, options)?.find({ patientId, birthDate }, signal);
    expect(found?.map(({ sopInstanceUid }) => sopInstanceUid).sort()).toEqual(
      series.map(({ sopInstanceUid }) => sopInstanceUid).sort(),
    );
    await store.close();
  }
});
