import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { errorCode } from '../base/file-system.ts';
import { CodedError } from '../contract/errors.ts';
import type { SyslogServer } from '../stores/syslog/send-syslog.ts';

export type CertificateFiles = { ca?: string; cert?: string; key?: string };

const securePort = 6514;

/** `tls://HOST[:PORT]`, and PEM files. Throws `address-invalid`, `file-unreadable`, `file-invalid`. */
export async function syslogServer(address: string, files: CertificateFiles): Promise<SyslogServer> {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isPlain =
    url && url.username === '' && ['', '/'].includes(url.pathname) && url.search === '' && url.hash === '';
  if (url?.protocol !== 'tls:' || url.hostname === '' || !isPlain) {
    throw new CodedError('address-invalid', { address, expected: 'tls://HOST[:PORT]' });
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const server: SyslogServer = { host, port: url.port === '' ? securePort : Number(url.port) };
  for (const name of ['ca', 'cert', 'key'] as const) {
    const file = files[name];
    if (file !== undefined) server[name] = await pem(file, name);
  }
  return server;
}

async function pem(file: string, name: keyof CertificateFiles): Promise<string> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new CodedError('file-unreadable', { file, reason: errorCode(error) ?? 'unknown' });
  }
  try {
    createSecureContext({ [name]: text });
    if (!text.includes('-----BEGIN ')) throw new Error('No PEM.');
    return text;
  } catch (error) {
    throw new CodedError('file-invalid', { file, problem: `no ${name} in PEM` }, { cause: error });
  }
}
