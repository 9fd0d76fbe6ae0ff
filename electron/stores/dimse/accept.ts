import { once } from 'node:events';
import { createServer as createPlain, type Server, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { errorCode } from '../../base/file-system.ts';
import { CodedError } from '../../contract/errors.ts';
import { implementationClassUid, implementationVersion } from '../dicom/part10.ts';
import {
  type AcceptedContext,
  type AcceptOptions,
  type Association,
  type ContextOffer,
  defaultLimits,
  type Limits,
  type Listener,
  type Role,
} from './association.ts';
import { badTalk } from './bad-talk.ts';
import { converse } from './dialogue.ts';
import { type Line, lineOver, ourMaxPduBytes } from './line.ts';
import { contextResults, decodeNegotiation, dicomContext, encodeNegotiation, type Negotiation } from './negotiation.ts';
import { abortByUser, encodePdu, pduTypes, rejectPdu } from './pdu.ts';
import { atMost } from './waiting.ts';

/** More callers at once are told to come later. */
const mostAssociations = 16;
/** Lines that are open, whatever was said on them; those beyond are closed at once. */
const mostConnections = 4 * mostAssociations;
/** How long callers have to end in order when nobody listens any more. */
const endingMs = 2000;
const thisMachine = '127.0.0.1';
/** Result, source and reason (PS3.8, table 9-21). */
const refusals = {
  otherContext: [1, 1, 2],
  otherName: [1, 1, 7],
  tooMany: [2, 3, 2],
} as const;

/**
 * Listens for associations, on this machine alone unless told otherwise. What comes is bounded: callers, silence, lengths.
 * Throws `listener-unavailable` where it cannot listen there.
 */
export async function acceptAssociations(options: AcceptOptions): Promise<Listener> {
  const { host = thisMachine, port } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const sockets = new Set<Socket>();
  const open = new Set<Association>();
  const server = serverFor(options, limits);
  server.maxConnections = mostConnections;
  // A caller who could not be taken is that caller's matter.
  server.on('error', () => undefined);
  server.on(options.tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    void answer(socket, options, limits, open);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const reason = errorCode(error) ?? 'listen';
    throw new CodedError('listener-unavailable', { address: `${host}:${port}`, host, port, reason }, { cause: error });
  }
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      // Who is being answered hears the answer out.
      await atMost(endingMs, Promise.all([...open].map(({ ended }) => ended)));
      for (const association of open) association.abort();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function serverFor({ tls, host = thisMachine, port }: AcceptOptions, limits: Limits): Server {
  if (!tls) return createPlain();
  const { ca, certificate: cert, key } = tls;
  try {
    const asks = { requestCert: ca !== undefined, rejectUnauthorized: ca !== undefined };
    return createTls({ ca, cert, key, ...asks, minVersion: 'TLSv1.2', handshakeTimeout: limits.connectMs });
  } catch (error) {
    const reason = errorCode(error) ?? 'certificate';
    throw new CodedError('listener-unavailable', { address: `${host}:${port}`, host, port, reason }, { cause: error });
  }
}

/** One caller, from its request to the end. What goes wrong ends this association and nothing else. */
async function answer(socket: Socket, options: AcceptOptions, limits: Limits, open: Set<Association>): Promise<void> {
  const [host, port] = [socket.remoteAddress ?? '', socket.remotePort ?? 0];
  let watch = () => {};
  const line = lineOver(socket, `${host}:${port}`, () => watch());
  try {
    line.within(limits.associateMs);
    const asked = await requestOn(line);
    const refusal = refusalOf(asked, options, open.size);
    if (refusal) {
      await line.write([rejectPdu(...refusal)]);
      line.close();
      return;
    }
    const { contexts, answered } = negotiate(asked, options.contexts);
    await line.write([encodePdu(pduTypes.associateAccept, encodeNegotiation(answered, 'answer'))]);
    const { implementationClassUid: itsClass, implementationVersion: itsVersion, maxPduBytes } = asked;
    const peer = {
      aet: asked.callingAet,
      host,
      port,
      implementationClassUid: itsClass,
      implementationVersion: itsVersion,
    };
    const association = converse(line, { peer, contexts, maxPduBytes, asked: false }, limits, options.onRequest);
    watch = association.watch;
    association.watch();
    open.add(association);
    void association.ended.then(() => open.delete(association));
  } catch (error) {
    line.break(error instanceof CodedError ? error : badTalk('an association that broke'), abortByUser);
  }
}

async function requestOn(line: Line): Promise<Negotiation> {
  const next = await line.pdus.next();
  if (next.done) throw new CodedError('store-unreachable', { reason: 'closed' });
  if (next.value.type !== pduTypes.associateRequest) throw badTalk('no association');
  return decodeNegotiation(next.value.body);
}

function refusalOf(
  asked: Negotiation,
  { aet }: AcceptOptions,
  open: number,
): readonly [number, number, number] | undefined {
  if (open >= mostAssociations) return refusals.tooMany;
  if (asked.applicationContext !== dicomContext) return refusals.otherContext;
  return asked.calledAet === aet ? undefined : refusals.otherName;
}

/** Our order of transfer syntaxes decides; parts are those that both sides name, and nothing is said where nothing was asked. */
function negotiate(
  asked: Negotiation,
  taken: readonly ContextOffer[],
): { contexts: AcceptedContext[]; answered: Negotiation } {
  const contexts: AcceptedContext[] = [];
  const roles = new Map<string, readonly Role[]>();
  const results = asked.contexts.map(({ id, sopClassUid, transferSyntaxUids }) => {
    const offer = taken.find((each) => each.sopClassUid === sopClassUid);
    const transferSyntaxUid = offer?.transferSyntaxUids.find((uid) => transferSyntaxUids.includes(uid));
    const first = transferSyntaxUid ?? transferSyntaxUids[0];
    const syntaxes = first === undefined ? [] : [first];
    if (!offer) return { id, sopClassUid, transferSyntaxUids: syntaxes, result: contextResults.noSuchClass };
    if (!transferSyntaxUid)
      return { id, sopClassUid, transferSyntaxUids: syntaxes, result: contextResults.noSuchSyntax };
    const wanted = asked.roles.get(sopClassUid);
    const granted = wanted?.filter((role) => (offer.requestorRoles ?? ['user']).includes(role));
    if (granted) roles.set(sopClassUid, granted);
    contexts.push({ id, sopClassUid, transferSyntaxUid, requestorRoles: granted ?? ['user'] });
    return { id, sopClassUid, transferSyntaxUids: syntaxes, result: contextResults.accepted };
  });
  const { calledAet, callingAet, applicationContext } = asked;
  const us = { maxPduBytes: ourMaxPduBytes, implementationClassUid, implementationVersion };
  return { contexts, answered: { calledAet, callingAet, applicationContext, contexts: results, roles, ...us } };
}
