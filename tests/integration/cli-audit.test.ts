import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../electron/base/clock.ts';
import { silentLog } from '../../electron/base/log.ts';
import { openVault } from '../../electron/vault/vault.ts';
import { makeAuthority } from '../rigs/certificates.ts';
import { type CliResult, cli, type Workplace, workplace } from '../rigs/cli.ts';
import { startRsyslog } from '../rigs/rsyslog.ts';
import { testKeys, testRecoveryRecipient } from '../rigs/vault-keys.ts';
import { openingRecord, sessionId } from '../rigs/vault-story.ts';
import { readXml } from '../rigs/xml.ts';

let place: Workplace;
let out: string;

beforeEach(async () => {
  place = await workplace();
  out = join(place.folder, 'trail.jsonl');
  const keys = { keys: testKeys(), recoveryRecipient: testRecoveryRecipient };
  const vault = await openVault(place.vault, { clock: systemClock, log: silentLog, ...keys });
  await vault.createSession(openingRecord());
  const who = { operator: 'station', outcome: 'success', session: sessionId } as const;
  await vault.audit.record({ ...who, event: 'patient-opened' });
  await vault.audit.record({ ...who, event: 'shot-taken', shot: 'shot-1', count: 2 });
  const at = '2026-11-22T10:00:00.000Z';
  await vault.append(sessionId, { type: 'session-closed', at, audit: vault.audit.head });
  await vault.audit.record({ ...who, event: 'series-closed' });
  await vault.close();
});
afterEach(() => place.remove());

const command = (...args: string[]): Promise<CliResult> => cli(['audit', ...args, '--vault', place.vault], place.env);
const documentOf = ({ stdout }: CliResult): Record<string, unknown> => JSON.parse(stdout);
const linesOf = async (file: string): Promise<string[]> => (await readFile(file, 'utf8')).split('\n').slice(0, -1);

describe('audit verify', () => {
  test('says that nothing was touched', async () => {
    const done = await command('verify', '--json');
    expect([done.status, documentOf(done)]).toEqual([0, { entries: 3, intact: true }]);
  });

  test('says where it does not hold, and fails with a sentence', async () => {
    const [name = ''] = await readdir(join(place.vault, 'audit'));
    const file = join(place.vault, 'audit', name);
    const lines = (await readFile(file, 'latin1')).split('\n');
    await writeFile(file, `${lines.slice(0, 1).join('\n')}\n`);
    const done = await command('verify', '--json');
    expect(done.status).toBe(1);
    expect(documentOf(done)).toEqual({ entries: 1, intact: false, brokenAt: 2 });
    expect(done.stderr).toMatch(/^audit-broken: .*entry 2: /m);
    const exported = await command('export', '--out', out, '--json');
    expect(exported.status).toBe(1);
    expect(documentOf(exported)).toEqual({ entries: 1, intact: false, brokenAt: 2, out });
    expect(await linesOf(out)).toHaveLength(1);
  });

  test('finds that the whole trail is gone', async () => {
    await rm(join(place.vault, 'audit'), { recursive: true });
    expect((await command('verify')).status).toBe(1);
  });
});

describe('audit export', () => {
  test('writes lines from which the chain is recomputed with SHA-256 alone, for their user only', async () => {
    const done = await command('export', '--out', out, '--json');
    expect([done.status, documentOf(done)]).toEqual([0, { entries: 3, intact: true, out }]);
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    let previous = '0'.repeat(64);
    for (const line of await linesOf(out)) {
      expect(JSON.parse(line).previous).toBe(previous);
      previous = createHash('sha256').update(line).digest('hex');
    }
    expect(await readFile(out, 'utf8')).not.toMatch(/Zoë|P-2041|2012-/);
    const later = await command('export', '--out', out, '--since', '2');
    expect(later.status).toBe(0);
    expect((await linesOf(out)).map((line) => JSON.parse(line))).toMatchObject([
      { n: 3, event: 'series-closed' },
      { n: 4, event: 'audit-exported', count: 3 },
    ]);
  });

  test('writes DICOM audit messages, with the study that a session was', async () => {
    expect((await command('export', '--out', out, '--format', 'dicom')).status).toBe(0);
    const opened = openingRecord();
    const study = opened.type === 'session-opened' ? opened.studyUid : '';
    for (const message of readXml(await linesOf(out))) {
      const object = message.children.find(({ tag }) => tag === 'ParticipantObjectIdentification');
      expect(object?.attributes.ParticipantObjectID).toBe(study);
    }
  });

  test('sends all of it to a real audit server, and what nobody vouches for nowhere', async () => {
    const server = await startRsyslog();
    try {
      const address = `tls://127.0.0.1:${server.port}`;
      const done = await command('export', '--syslog', address, '--ca', server.ca, '--json');
      expect([done.status, documentOf(done)]).toEqual([0, { entries: 3, intact: true, syslog: address }]);
      const received = await server.received(3);
      expect(received.map(({ msgid }) => msgid)).toEqual(Array(3).fill('DICOM+RFC3881'));
      const other = await makeAuthority(place.folder, 'other');
      const refused = await command('export', '--syslog', address, '--ca', other);
      expect(refused.status).toBe(1);
      expect(refused.stderr).toMatch(/^syslog-unreachable: .*\(\w*(CERT|VERIFY)\w*\)/m);
      const lines = await command('export', '--syslog', address, '--ca', server.ca, '--format', 'json', '--since', '3');
      expect(lines.status).toBe(0);
      const all = await server.received(5);
      expect(all.slice(3).map(({ msg }) => JSON.parse(msg.replace(/^\ufeff/, '')))).toMatchObject([
        { n: 4, event: 'audit-exported', outcome: 'success', count: 3 },
        { n: 5, event: 'audit-exported', outcome: 'failed', code: 'syslog-unreachable' },
      ]);
      expect(all).toHaveLength(5);
    } finally {
      await server.close();
    }
  });

  test.each([
    [['--out', 'x', '--syslog', 'tls://h'], 2, /either --out or --syslog/],
    [['--syslog', 'tls://h', '--cert', 'x'], 2, /--cert and --key together/],
    [['--syslog', 'udp://h'], 2, /^address-invalid: /m],
    [['--syslog', 'tls://127.0.0.1', '--ca', '/nowhere.pem'], 2, /^file-unreadable: /m],
    [['--syslog', 'tls://127.0.0.1', '--ca', 'package.json'], 2, /^file-invalid: /m],
    [['--syslog', 'tls://127.0.0.1:1'], 1, /^syslog-unreachable: .*ECONNREFUSED/m],
    [['--out', '/proc/nowhere/x'], 1, /^file-unwritable: /m],
  ])('%j ends with %i and says why', async (args, status, says) => {
    const done = await command('export', ...args);
    expect(done.stderr).toMatch(says);
    expect(done.status).toBe(status);
  });

  test('is for whoever may read the trail, where operators are defined', async () => {
    const secret = join(place.folder, 'secret');
    await writeFile(secret, 'a long enough secret\n');
    await chmod(secret, 0o600);
    const head = ['--operator', 'head', '--password-file', secret];
    const add = [
      'operators',
      'add',
      '--vault',
      place.vault,
      '--id',
      'head',
      '--name',
      'Head',
      '--role',
      'department-head',
    ];
    const added = await cli([...add, '--new-password-file', secret], place.env);
    expect(added.status).toBe(0);
    const refused = async (says: RegExp, ...args: string[]): Promise<void> => {
      const { status, stderr } = await command('verify', ...args);
      expect([status, stderr]).toEqual([4, expect.stringMatching(says)]);
    };
    await refused(/^sign-in-needed: /m);
    await refused(/^charter-unsigned: /m, ...head);
    const sign = ['operators', 'charter', '--vault', place.vault, '--sign', '1', ...head];
    expect((await cli(sign, place.env)).status).toBe(0);
    expect((await command('export', '--out', out, ...head)).status).toBe(0);
    expect((await linesOf(out)).map((line) => JSON.parse(line)).slice(-3)).toMatchObject([
      { event: 'sign-in', operator: 'head', role: 'department-head' },
      { event: 'charter-signed', operator: 'head' },
      { event: 'sign-in', outcome: 'success', operator: 'head' },
    ]);
  });
});
