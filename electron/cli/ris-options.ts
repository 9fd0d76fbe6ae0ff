import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { errorCode } from '../base/file-system.ts';
import { parseStoreAddress } from '../contract/addresses.ts';
import { aet } from '../contract/connections.ts';
import { CodedError } from '../contract/errors.ts';
import type { RisSettings } from '../stores/ris-peer.ts';

export type RisOptions = {
  callingAet: string;
  tls?: boolean;
  ca?: string;
  certificate?: string;
  certificateKey?: string;
};

/** By which name the station calls a RIS, and how what is said is protected. */
export function addRisOptions(command: Command): Command {
  return command
    .option('--calling-aet <aet>', 'by which AE title this station is known there', aeTitle, 'INCIDENCE')
    .option('--tls', 'talk TLS, and trust whom this machine trusts')
    .option('--ca <file>', 'talk TLS, and trust this authority (PEM)')
    .option('--certificate <file>', 'talk TLS, and show this certificate (PEM)')
    .option('--certificate-key <file>', 'the certificate’s key (PEM)');
}

/** Throws `address-invalid`, `file-unreadable`. */
export async function risSettings(
  address: string,
  { callingAet, tls, ca, certificate, certificateKey }: RisOptions,
): Promise<RisSettings> {
  const expected = 'dicom:AET@HOST:PORT';
  if (parseStoreAddress(address).kind !== 'dicom') throw new CodedError('address-invalid', { address, expected });
  const isSecret = tls === true || ca !== undefined || certificate !== undefined;
  const files = { ca: await text(ca), certificate: await text(certificate), key: await text(certificateKey) };
  return { address, callingAet, ...(isSecret ? { tls: files } : {}) };
}

export function aeTitle(given: string): string {
  const parsed = aet.safeParse(given);
  if (!parsed.success) throw new InvalidArgumentError('An AE title of at most 16 characters is expected.');
  return parsed.data;
}

async function text(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  try {
    return await readFile(resolve(file), 'utf8');
  } catch (error) {
    throw new CodedError('file-unreadable', { file, reason: errorCode(error) ?? 'unknown' });
  }
}
