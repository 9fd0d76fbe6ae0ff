import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeAuthority, makeCertificate } from './certificates.ts';

/** A message as rsyslog has parsed it. */
export type Received = {
  msg: string;
  rawmsg: string;
  hostname: string;
  'app-name': string;
  procid: string;
  msgid: string;
  pri: string;
  timereported: string;
  'structured-data': string;
};

export type Rsyslog = {
  readonly port: number;
  /** Who vouches for it. */
  readonly ca: string;
  /** A certificate that it takes from whoever connects. */
  readonly client: { cert: string; key: string };
  /** What it has written down, once there are that many. */
  received(count: number): Promise<Received[]>;
  close(): Promise<void>;
};

const withinMs = 20_000;

/** Debian's own rsyslog with TLS on a port of this machine, writing what it has parsed into a folder of its own. */
export async function startRsyslog({ demandsCertificate = false } = {}): Promise<Rsyslog> {
  const folder = await mkdtemp(join(tmpdir(), 'incidence-rsyslog-'));
  const ca = await makeAuthority(folder, 'authority');
  const server = await makeCertificate(folder, 'server', 'authority');
  const client = await makeCertificate(folder, 'client', 'authority');
  const [log, portFile, configuration] = [join(folder, 'log'), join(folder, 'port'), join(folder, 'rsyslog.conf')];
  await writeFile(
    configuration,
    [
      'global(maxMessageSize="256k" parser.escapeControlCharactersOnReceive="off"',
      `  workDirectory="${folder}" defaultNetstreamDriver="gtls" defaultNetstreamDriverCAFile="${ca}"`,
      `  defaultNetstreamDriverCertFile="${server.cert}" defaultNetstreamDriverKeyFile="${server.key}")`,
      `module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="${demandsCertificate ? 'x509/certvalid' : 'anon'}")`,
      'template(name="parsed" type="list") { property(name="jsonmesg") constant(value="\\n") }',
      `ruleset(name="all") { action(type="omfile" file="${log}" template="parsed" asyncWriting="off" flushOnTXEnd="on") }`,
      `input(type="imtcp" port="0" address="127.0.0.1" listenPortFileName="${portFile}" ruleset="all")`,
      '',
    ].join('\n'),
  );
  const args = ['-n', '-f', configuration, '-i', join(folder, 'pid')];
  const child = spawn('/usr/sbin/rsyslogd', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    }
    await rm(folder, { recursive: true, force: true });
  };

  async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (child.exitCode !== null) throw new Error(`rsyslogd ended with ${child.exitCode}: ${said}`);
      if (performance.now() > deadline) throw new Error(`rsyslogd: ${what} has not come: ${said}`);
      await pause(20);
    }
  }

  const lines = async (): Promise<string[]> => {
    const text = await readFile(log, 'utf8').catch(() => '');
    return text.split('\n').slice(0, -1);
  };
  try {
    const port = await until(
      'its port',
      async () => Number(await readFile(portFile, 'utf8').catch(() => '')) || undefined,
    );
    return {
      port,
      ca,
      client,
      received: (count) =>
        until(`message ${count}`, async () => {
          const found = await lines();
          return found.length >= count ? found.map((line): Received => JSON.parse(line)) : undefined;
        }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
