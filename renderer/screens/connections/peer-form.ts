import { parseStoreAddress } from '../../../electron/contract/addresses.ts';
import {
  type ConnectionsChange,
  type ConnectionsView,
  connectionsChange,
} from '../../../electron/contract/connections.ts';
import { type TlsForm, tlsChange, tlsForm } from './tls-form.ts';

/** Somebody who is asked by DICOM, as it is typed: the called title, where, and the station's own title. */
export type PeerForm = {
  aet: string;
  host: string;
  port: string;
  callingAet: string;
  /** Of the worklist alone. */
  stationAet: string;
  modality: string;
  tls: TlsForm;
};
export type Peer = 'worklist' | 'mpps';
export type PeerErrors = readonly ('aet' | 'host' | 'port' | 'callingAet' | 'stationAet' | 'modality' | 'tls')[];

/** The called title, host and port of a `dicom:` address; empty where there is none. */
export function dicomParts(address: string | undefined): { aet: string; host: string; port: string } {
  const none = { aet: '', host: '', port: '' };
  if (!address?.startsWith('dicom:')) return none;
  const parsed = parseStoreAddress(address);
  return parsed.kind === 'dicom' ? { aet: parsed.calledAet, host: parsed.host, port: String(parsed.port) } : none;
}

export function dicomAddress({ aet, host, port }: { aet: string; host: string; port: string }): string {
  return `dicom:${aet.trim()}@${host.trim()}:${port.trim()}`;
}

/** Which parts of a `dicom:` address cannot be right. */
export function dicomWrong({
  aet,
  host,
  port,
}: {
  aet: string;
  host: string;
  port: string;
}): ('aet' | 'host' | 'port')[] {
  const wrong: ('aet' | 'host' | 'port')[] = [];
  if (!/^[^@\s]{1,16}$/.test(aet.trim())) wrong.push('aet');
  if (!/^[^@:\s]+$/.test(host.trim())) wrong.push('host');
  if (!/^\d{1,5}$/.test(port.trim()) || Number(port) < 1 || Number(port) > 65535) wrong.push('port');
  return wrong;
}

export function peerForm(peer: ConnectionsView['worklist'] | ConnectionsView['mpps']): PeerForm {
  return {
    ...dicomParts(peer?.address),
    callingAet: peer?.callingAet ?? 'INCIDENCE',
    stationAet: (peer && 'stationAet' in peer && peer.stationAet) || '',
    modality: (peer && 'modality' in peer && peer.modality) || '',
    tls: tlsForm(peer?.tls),
  };
}

/** What is asked of the studio, or the fields that are not right. */
export function readPeer(
  which: Peer,
  form: PeerForm,
  before: ConnectionsView['worklist'] | ConnectionsView['mpps'],
): { change: ConnectionsChange } | { wrong: PeerErrors } {
  const tls = tlsChange(form.tls, before?.tls);
  const parts = dicomWrong(form);
  if (parts.length > 0) return { wrong: parts };
  if (tls === 'wrong') return { wrong: ['tls'] };
  const { stationAet, modality } = form;
  if (!/^[A-Za-z]{0,16}$/.test(modality.trim())) return { wrong: ['modality'] };
  const asked =
    which === 'mpps'
      ? {}
      : {
          ...(stationAet.trim() === '' ? {} : { stationAet: stationAet.trim() }),
          ...(modality.trim() === '' ? {} : { modality: modality.trim().toUpperCase() }),
        };
  const peer = { address: dicomAddress(form), callingAet: form.callingAet.trim(), ...asked, ...tls };
  const read = connectionsChange.safeParse({ [which]: peer });
  if (read.success) return { change: read.data };
  const fields = new Set(read.error.issues.map(({ path }) => path[1]));
  const own = (['callingAet', 'stationAet', 'modality', 'tls'] as const).filter((field) => fields.has(field));
  return { wrong: own.length > 0 ? own : ['aet'] };
}
