import { describe, expect, it } from 'vitest';
import type { ConnectionsChange } from '../../electron/contract/connections.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import { ConnectionSettings, storesAlone } from '../../electron/studio/connection-settings.ts';
import type { KeptValues } from '../../electron/vault/kept-values.ts';

const pem = '-----BEGIN CERTIFICATE-----\n';
const basic = { kind: 'basic', user: 'incidence', password: 'a secret of the store' } as const;
const archive: NonNullable<ConnectionsChange['stores']>[number] = {
  ...{ id: 'archive', name: 'Archive', address: 'dicomweb:https://pacs/dicom-web', purpose: 'archive' },
  ...{ proof: 'read-back', testStore: false, callingAet: 'INCIDENCE', parallel: 3, kilobytesPerSecond: null },
};
const ris = { address: 'dicom:RIS@ris:104', callingAet: 'INCIDENCE' } as const;

function keptIn(values: Map<string, unknown>): Pick<KeptValues, 'read' | 'write'> {
  return {
    read: async (name, schema) => (values.has(name) ? schema.parse(values.get(name)) : null),
    write: async (name, value) => void values.set(name, value),
  };
}

async function settings(...changes: ConnectionsChange[]): Promise<ConnectionSettings> {
  const values = new Map<string, unknown>();
  const deps = { vault: { kept: keptIn(values) }, unexpected: String };
  const first = new ConnectionSettings(deps);
  for (const change of changes) await first.set(change);
  // As the next start reads it.
  const next = new ConnectionSettings(deps);
  await next.start();
  return next;
}

describe('whom the station talks to', () => {
  it('is nobody at first, and is kept', async () => {
    expect((await settings()).current).toMatchObject({ stores: [], worklist: null, mpps: null, mapping: [] });
    const { current } = await settings({ stores: [archive] }, { worklist: ris });
    expect(current).toMatchObject({ stores: [archive], worklist: ris });
  });

  it('is shown without its secrets, and to whoever does not configure as stores alone', async () => {
    const tls = { ca: pem, certificate: pem, key: '-----BEGIN PRIVATE KEY-----\n' };
    const { view } = await settings({
      stores: [{ ...archive, credentials: basic, tls }],
      mpps: { ...ris, tls: { ca: pem } },
    });
    expect(view.stores).toEqual([{ ...archive, credentials: 'basic', tls: { ca: true, certificate: true } }]);
    expect(view.mpps).toEqual({ ...ris, tls: { ca: true, certificate: false } });
    expect(JSON.stringify(view)).not.toMatch(/secret|BEGIN/);
    expect(storesAlone(view)).toMatchObject({ stores: [archive], worklist: null, mpps: null });
    expect(storesAlone(view).stores[0]).not.toHaveProperty('credentials');
  });

  it('keeps secrets that a change does not name, and forgets those that it takes away', async () => {
    const secret = { stores: [{ ...archive, credentials: basic, tls: { ca: pem } }] };
    const renamed = { ...archive, name: 'The archive' };
    expect((await settings(secret, { stores: [renamed] })).current.stores).toEqual([
      { ...renamed, credentials: basic, tls: { ca: pem } },
    ]);
    const bare = { ...archive, credentials: null, tls: null };
    expect((await settings(secret, { stores: [bare] })).current.stores).toEqual([archive]);
  });

  it('takes no password along to another address', async () => {
    const moved = { ...archive, address: 'dicomweb:https://elsewhere/dicom-web' };
    const first = await settings({ stores: [{ ...archive, credentials: basic }] });
    await expect(first.set({ stores: [moved] })).rejects.toMatchObject({
      code: 'bad-input',
      params: { at: 'credentials' },
    });
    expect(first.current.stores[0]?.address).toBe(archive.address);
    await first.set({ stores: [{ ...moved, credentials: null }] });
    expect(first.current.stores).toEqual([moved]);
  });

  it.each([
    ['name', { ...archive, address: 'folder:/srv' }],
    ['address', { ...archive, id: 'other' }],
  ])('has no two stores of one %s', async (_what, twin) => {
    await expect(settings({ stores: [archive, twin] })).rejects.toBeInstanceOf(CodedError);
  });
});
