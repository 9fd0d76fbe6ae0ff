/** What a syslog message of an audit entry says in front of its text. */
export type SyslogHead = {
  /** Date and time with an offset. */
  at: string;
  host: string;
  pid: number;
  /** What the text is: PS3.15 A.6 names it `DICOM+RFC3881`. */
  kind: string;
  /** Ours, so that a receiver sees that none is missing. */
  sequence: number;
};

/** Facility 10, security and authorization; severity 5, a normal but significant condition. */
const priority = 10 * 8 + 5;
const byteOrderMark = '\ufeff';

/** A message of RFC 5424, in UTF-8. */
export function syslogMessage({ at, host, pid, kind, sequence }: SyslogHead, text: string): Uint8Array {
  const head = `<${priority}>1 ${at} ${printable(host, 255)} incidence ${pid} ${printable(kind, 32)}`;
  return new TextEncoder().encode(`${head} [meta sequenceId="${sequence}"] ${byteOrderMark}${text}`);
}

/** As RFC 5425 sends it: its length in octets, a space, the message. */
export function framed(message: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${message.length} `, 'ascii'), message]);
}

function printable(text: string, most: number): string {
  return text.replace(/[^\x21-\x7e]/g, '_').slice(0, most) || '-';
}
