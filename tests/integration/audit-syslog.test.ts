import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../electron/contract/audit.ts';
import { auditMessage } from '../../electron/stores/syslog/audit-message.ts';
import { type SyslogLimits, type SyslogServer, sendSyslog } from '../../electron/stores/syslog/send-syslog.ts';
import { syslogMessage } from '../../electron/stores/syslog/syslog-message.ts';
import { auditEntries } from '../rigs/audit-entries.ts';
import { makeAuthority, makeCertificate } from '../rigs/certificates.ts';
import { type Rsyslog, startRsyslog } from '../rigs/rsyslog.ts';
import { readXml } from '../rigs/xml.ts';

const host = '127.0.0.1';
const source = {
  host: 'station-1',
  studyOf: (session: string) => (session === 's-5' ? undefined : `2.25.${session.slice(2)}`),
};
const patient = { connectMs: 20_000, idleMs: 20_000, closeMs: 20_000, refusalMs: 50 };
const teardown: (() => unknown)[] = [];
let folder: string;
let ca: string;
let own: { cert: string; key: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'incidence-syslog-'));
  ca = await readFile(await makeAuthority(folder, 'authority'), 'utf8');
  own = await makeCertificate(folder, 'peer', 'authority');
});
afterEach(async () => {
  for (const end of teardown.splice(0).reverse()) await end();
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function* messagesOf(entries: readonly AuditEntry[]): AsyncGenerator<Uint8Array> {
  for (const entry of entries) {
    const head = { at: entry.at, host: source.host, pid: 7, kind: 'DICOM+RFC3881', sequence: entry.n };
    yield syslogMessage(head, auditMessage(entry, source));
  }
}

async function rsyslog(options: Parameters<typeof startRsyslog>[0] = {}): Promise<Rsyslog & { server: SyslogServer }> {
  const peer = await startRsyslog(options);
  teardown.push(() => peer.close());
  return { ...peer, server: { host, port: peer.port, ca: await readFile(peer.ca, 'utf8') } };
}

/** A peer that does what a test says with whoever connects. */
async function listening(server: Server): Promise<SyslogServer> {
  server.listen(0, host);
  await once(server, 'listening');
  teardown.push(() => new Promise((resolve) => server.close(resolve)));
  return { host, port: (server.address() as AddressInfo).port, ca };
}

async function tlsPeer(meet: (socket: TLSSocket) => void, { allowHalfOpen = false } = {}): Promise<SyslogServer> {
  const identity = { cert: await readFile(own.cert), key: await readFile(own.key), allowHalfOpen };
  return await listening(
    createTlsServer(identity, (socket) => {
      teardown.push(() => socket.destroy());
      socket.on('error', () => {});
      meet(socket);
    }),
  );
}

const sending = (server: SyslogServer, count = 3, limits: Partial<SyslogLimits> = {}): Promise<number> =>
  sendSyslog(server, messagesOf(auditEntries(count)), { limits: { ...patient, ...limits } });

describe('a real audit server', () => {
  it('gets every entry, once, in order, whole, and can read each', async () => {
    const peer = await rsyslog();
    const entries = auditEntries(3000);
    expect(await sendSyslog(peer.server, messagesOf(entries))).toBe(3000);
    const received = await peer.received(3000);
    expect(received).toHaveLength(3000);
    expect(received.map((one) => one['structured-data'])).toEqual(entries.map(({ n }) => `[meta sequenceId="${n}"]`));
    expect(received.map(({ msg }) => msg.replace(/^\ufeff/, ''))).toEqual(
      entries.map((entry) => auditMessage(entry, source)),
    );
    expect(received.map(({ timereported }) => timereported)).toEqual(entries.map(({ at }) => at));
    expect(received[0]).toMatchObject({
      pri: '85',
      hostname: 'station-1',
      'app-name': 'incidence',
      procid: '7',
      msgid: 'DICOM+RFC3881',
    });
    expect(readXml(received.map(({ msg }) => msg.replace(/^\ufeff/, '')))).toHaveLength(3000);
  });

  it('that wants to know who sends gets nothing from somebody without its certificate', async () => {
    const peer = await rsyslog({ demandsCertificate: true });
    await expect(sendSyslog(peer.server, messagesOf(auditEntries(3)))).rejects.toMatchObject({
      code: 'syslog-unreachable',
    });
    const { cert, key } = peer.client;
    const known = { ...peer.server, cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
    expect(await sendSyslog(known, messagesOf(auditEntries(3)))).toBe(3);
    expect((await peer.received(3)).map(({ procid }) => procid)).toEqual(['7', '7', '7']);
  });

  it('that nobody vouches for gets nothing', async () => {
    const peer = await rsyslog();
    await expect(sendSyslog({ ...peer.server, ca }, messagesOf(auditEntries(3)))).rejects.toMatchObject({
      code: 'syslog-unreachable',
      params: { server: `${host}:${peer.port}`, reason: expect.stringMatching(/CERT|VERIFY/) },
    });
    expect(await sendSyslog(peer.server, messagesOf(auditEntries(1)))).toBe(1);
    expect(await peer.received(1)).toHaveLength(1);
  });
});

describe('an audit server that is not one', () => {
  it('is refused under another name than its own', async () => {
    const other = await makeCertificate(folder, 'other', 'authority', 'DNS:elsewhere.example');
    const identity = { cert: await readFile(other.cert), key: await readFile(other.key) };
    const server = createTlsServer(identity, (socket) => socket.on('error', () => {}));
    await expect(sending(await listening(server))).rejects.toMatchObject({
      code: 'syslog-unreachable',
      params: { reason: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
  });

  it('is told when nobody listens', async () => {
    const server = createServer();
    server.listen(0, host);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await expect(sending({ host, port, ca })).rejects.toMatchObject({ params: { reason: 'ECONNREFUSED' } });
  });

  it('is waited for no longer than a while: silent from the start', async () => {
    const server = createServer((socket) => {
      teardown.push(() => socket.destroy());
      socket.on('error', () => {});
    });
    await expect(sending(await listening(server), 3, { connectMs: 400 })).rejects.toMatchObject({
      params: { reason: 'silent for 0.4 s' },
    });
  });

  it('is waited for no longer than a while: takes no more after some', async () => {
    const server = await tlsPeer((socket) => socket.pause());
    await expect(sending(server, 30_000, { idleMs: 400 })).rejects.toMatchObject({
      params: { reason: 'silent for 0.4 s' },
    });
  });

  it('is waited for no longer than a while: never says that it has read all', async () => {
    const server = await tlsPeer((socket) => socket.resume(), { allowHalfOpen: true });
    await expect(sending(server, 3, { closeMs: 400 })).rejects.toMatchObject({
      params: { reason: 'silent for 0.4 s' },
    });
  });

  it('that turns us away a moment after the handshake has got nothing, however politely', async () => {
    const server = await tlsPeer((socket) => setTimeout(() => socket.end(), 300).unref());
    await expect(sending(server, 3, { refusalMs: 20_000 })).rejects.toMatchObject({
      code: 'syslog-unreachable',
      params: { reason: 'closed' },
    });
  });

  it.each(['politely', 'at once'])('that goes in the middle, %s, has not got it', async (how) => {
    const server = await tlsPeer((socket) => {
      let bytes = 0;
      socket.on('data', (data) => {
        bytes += data.length;
        if (bytes <= 20_000) return;
        if (how === 'politely') socket.end();
        else socket.destroy();
      });
    });
    await expect(sending(server, 30_000)).rejects.toMatchObject({
      code: 'syslog-unreachable',
      params: { reason: expect.stringMatching(/^(closed|ECONNRESET|EPIPE)$/) },
    });
  });

  it('is left when the command is', async () => {
    const server = await tlsPeer((socket) => socket.pause());
    const stop = new AbortController();
    const sent = sendSyslog(server, messagesOf(auditEntries(30_000)), { signal: stop.signal });
    setImmediate(() => stop.abort());
    await expect(sent).rejects.toMatchObject({ code: 'aborted' });
  });

  it('speaks no TLS', async () => {
    const server = createServer((socket) => {
      teardown.push(() => socket.destroy());
      socket.on('error', () => {});
      socket.end('220 mail\r\n');
    });
    await expect(sending(await listening(server))).rejects.toMatchObject({ code: 'syslog-unreachable' });
  });
});
