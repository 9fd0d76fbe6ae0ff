import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { errorCode } from '../../base/file-system.ts';
import { CodedError } from '../../contract/errors.ts';
import { implementationClassUid, implementationVersion } from '../dicom/part10.ts';
import {
  type AcceptedContext,
  type AssociateOptions,
  type Association,
  type ContextOffer,
  defaultLimits,
  type Role,
} from './association.ts';
import { badTalk } from './bad-talk.ts';
import { converse } from './dialogue.ts';
import { type Line, lineOver, ourMaxPduBytes } from './line.ts';
import { contextResults, decodeNegotiation, dicomContext, encodeNegotiation, type Negotiation } from './negotiation.ts';
import { abortByUser, encodePdu, type Pdu, pduTypes } from './pdu.ts';
import { rejected } from './rejection.ts';

/**
 * Opens an association. Throws `store-unreachable` (no connection, lost, aborted), `store-untrusted` (its certificate),
 * `store-timeout` (silence), `store-unauthorised`, `store-busy` or `store-refused` (rejected, by its source and reason), `aborted`.
 * A context that the peer refuses is no error here: `accepted` does not have it.
 */
export async function associate(options: AssociateOptions, signal: AbortSignal): Promise<Association> {
  if (signal.aborted) throw new CodedError('aborted');
  const { host, port, calledAet, onRequest } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const socket = open(options);
  let watch = () => {};
  const line = lineOver(socket, `dicom:${calledAet}@${host}:${port}`, () => watch());
  const abort = () => line.break(new CodedError('aborted'), abortByUser);
  signal.addEventListener('abort', abort, { once: true });
  try {
    line.within(limits.connectMs);
    await connected(socket, line, options.tls !== undefined);
    line.within(limits.associateMs);
    await line.write([encodePdu(pduTypes.associateRequest, encodeNegotiation(requestOf(options), 'request'))]);
    const said = await answerOn(line);
    const peer = {
      aet: calledAet,
      host,
      port,
      implementationClassUid: said.implementationClassUid,
      implementationVersion: said.implementationVersion,
    };
    const agreed = { peer, contexts: agreedOn(options.contexts, said), maxPduBytes: said.maxPduBytes, asked: true };
    const association = converse(line, agreed, limits, onRequest);
    watch = association.watch;
    association.watch();
    return association;
  } catch (error) {
    line.break(error instanceof CodedError ? error : badTalk('an association that broke'), abortByUser);
    throw line.broken ?? error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function open({ host, port, tls }: AssociateOptions): Socket {
  if (!tls) return connectPlain({ host, port });
  const { ca, certificate: cert, key } = tls;
  const named = isIP(host) === 0 ? { servername: host } : {};
  try {
    return connectTls({ host, port, ca, cert, key, ...named, minVersion: 'TLSv1.2' });
  } catch (error) {
    // What was given is no certificate, or no key to it.
    throw new CodedError(
      'store-untrusted',
      { store: host, reason: errorCode(error) ?? 'certificate' },
      { cause: error },
    );
  }
}

/** Over TLS only the finished handshake counts, in which the peer has shown who it is. */
function connected(socket: Socket, line: Line, secure: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(secure ? 'secureConnect' : 'connect', () => resolve());
    line.onBroken(reject);
  });
}

function requestOf(options: AssociateOptions): Negotiation {
  const contexts = options.contexts.map((offer, index) => ({ ...offer, id: index * 2 + 1, result: 0 }));
  if (contexts.length > 128) throw new CodedError('bad-input', { why: 'more than 128 presentation contexts' });
  const others = options.contexts.filter(({ requestorRoles }) => requestorRoles?.includes('provider'));
  return {
    calledAet: options.calledAet,
    callingAet: options.callingAet,
    applicationContext: dicomContext,
    contexts,
    maxPduBytes: ourMaxPduBytes,
    implementationClassUid,
    implementationVersion,
    roles: new Map(others.map(({ sopClassUid, requestorRoles = [] }) => [sopClassUid, requestorRoles])),
    identity: options.identity,
  };
}

async function answerOn(line: Line): Promise<Negotiation> {
  const next = await line.pdus.next();
  if (next.done) throw line.broken ?? new CodedError('store-unreachable', { reason: 'closed' });
  const { type, body }: Pdu = next.value;
  if (type === pduTypes.associateReject) throw rejected(body);
  if (type === pduTypes.abort)
    throw new CodedError('store-unreachable', { reason: `aborted (${body[2]}, ${body[3]})` });
  if (type !== pduTypes.associateAccept) throw badTalk('no answer to an association');
  return decodeNegotiation(body);
}

/** What was offered and accepted. A transfer syntax that was not offered is not agreed on, whatever the peer says. */
function agreedOn(offers: readonly ContextOffer[], said: Negotiation): AcceptedContext[] {
  return said.contexts.flatMap(({ id, result, transferSyntaxUids: [transferSyntaxUid] }) => {
    const offer = offers[(id - 1) / 2];
    if (result !== contextResults.accepted || !offer || transferSyntaxUid === undefined) return [];
    if (!offer.transferSyntaxUids.includes(transferSyntaxUid)) return [];
    const requestorRoles: readonly Role[] = said.roles.get(offer.sopClassUid) ?? ['user'];
    return [{ id, sopClassUid: offer.sopClassUid, transferSyntaxUid, requestorRoles }];
  });
}
