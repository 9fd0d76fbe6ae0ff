import type { CodedError } from '../../contract/errors.ts';
import type { Left } from '../store.ts';
import type { Command } from './command-set.ts';

/** What one side offers to talk about: one SOP class, the forms in which its data sets may come, who plays which part. */
export type ContextOffer = {
  readonly sopClassUid: string;
  /** The offer's order; the acceptor picks one. */
  readonly transferSyntaxUids: readonly string[];
  /** The parts that the requestor of the association wants to play (PS3.7, D.3.3.4); absent, `['user']`. */
  readonly requestorRoles?: readonly Role[] | undefined;
};
export type Role = 'user' | 'provider';

/** What both sides agreed on for one presentation context. */
export type AcceptedContext = {
  readonly id: number;
  readonly sopClassUid: string;
  readonly transferSyntaxUid: string;
  readonly requestorRoles: readonly Role[];
};

/** PEM text. As a server, `certificate` and `key` are needed, and with `ca` whoever calls must show a certificate of it. */
export type TlsFiles = {
  readonly ca?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
};

/** How long nothing may happen before the association is given up. */
export type Limits = {
  /** TCP connection and TLS handshake together. */
  readonly connectMs: number;
  /** From our A-ASSOCIATE-RQ to its answer; of an acceptor, from the connection to the request. */
  readonly associateMs: number;
  /** Between bytes of something that is on its way, in either direction. */
  readonly idleMs: number;
  /** From the last byte of a request to its answer, and from each pending answer to the next. */
  readonly answerMs: number;
};

/** The kernel's send buffer hides what a slow line still carries, hence the long wait for an answer. */
export const defaultLimits: Limits = { connectMs: 10_000, associateMs: 30_000, idleMs: 60_000, answerMs: 120_000 };

/** Who asks is known by a name, with a password where the other side wants one (PS3.7, D.3.3.7). */
export type UserIdentity = { readonly user: string; readonly password?: string | undefined };

export type AssociateOptions = {
  readonly host: string;
  readonly port: number;
  readonly calledAet: string;
  readonly callingAet: string;
  /** At most 128. */
  readonly contexts: readonly ContextOffer[];
  readonly tls?: TlsFiles | undefined;
  readonly identity?: UserIdentity | undefined;
  readonly limits?: Partial<Limits> | undefined;
  /** What the peer asks for on this association (C-STORE of a C-GET, N-EVENT-REPORT); absent, it hears 0x0211. */
  readonly onRequest?: RequestHandler | undefined;
};

/** Names the other side: for receipts and messages. */
export type Peer = {
  readonly aet: string;
  readonly host: string;
  readonly port: number;
  readonly implementationClassUid: string;
  readonly implementationVersion: string;
};

export type RequestName =
  | 'C-ECHO'
  | 'C-STORE'
  | 'C-FIND'
  | 'C-GET'
  | 'C-MOVE'
  | 'N-CREATE'
  | 'N-SET'
  | 'N-ACTION'
  | 'N-GET'
  | 'N-EVENT-REPORT';

/** One DIMSE request. SOP class and instance are written as Affected or Requested, as the command has it. */
export type Request = {
  readonly name: RequestName;
  /** Decides the presentation context as well. */
  readonly sopClassUid: string;
  readonly sopInstanceUid?: string | undefined;
  /** Other elements of the command: `ActionTypeID`, `EventTypeID`, `MoveDestination`, `Priority` … */
  readonly fields?: Command | undefined;
  /** Written in this transfer syntax, which an accepted context must have; absent, whichever was accepted. */
  readonly transferSyntaxUid?: string | undefined;
  /** Encoded as the context's transfer syntax has it, sent chunk by chunk without being copied or gathered. */
  readonly dataSet?: readonly Uint8Array[] | undefined;
  /** Of the data set; see `Left`. */
  readonly left?: Left | undefined;
};

export type EncodedDataSet = { readonly bytes: Buffer; readonly transferSyntaxUid: string };

export type Answer = {
  readonly status: number;
  /** More will follow: 0xFF00 or 0xFF01. */
  readonly pending: boolean;
  readonly command: Command;
  readonly dataSet?: EncodedDataSet | undefined;
};

/** What the peer asks for. Its data set arrives while it is read; what is left unread is passed over. */
export type IncomingRequest = {
  readonly name: RequestName;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly command: Command;
  readonly transferSyntaxUid: string;
  readonly dataSet: AsyncIterable<Uint8Array> | undefined;
  readonly peer: Peer;
};

export type Reply = {
  readonly status: number;
  readonly fields?: Command | undefined;
  readonly dataSet?: readonly Uint8Array[] | undefined;
};

/** What it throws is answered with 0x0110, processing failure. */
export type RequestHandler = (request: IncomingRequest) => Promise<Reply>;

/**
 * An open association, one request at a time: calls of `request` wait for each other. That it closed or was released is
 * never an answer: a request without its own final answer throws.
 */
export type Association = {
  readonly peer: Peer;
  /** The context for a SOP class, where the peer accepted one (and, if named, in that transfer syntax). */
  accepted(sopClassUid: string, transferSyntaxUid?: string): AcceptedContext | undefined;
  /**
   * Every pending answer and the final one, whatever their status. Leaving the loop early cancels C-FIND, C-GET and C-MOVE
   * (C-CANCEL). Throws `store-format-refused` (no such context was accepted; nothing was sent), `store-unreachable` (lost or
   * aborted by the peer), `store-timeout` (silence), `store-refused` (no DICOM), `aborted`: the association is over after
   * all but the first.
   */
  request(request: Request, signal: AbortSignal): AsyncGenerator<Answer, void>;
  /** Ends it in order, after the requests that are under way in either direction; a peer that does not answer is cut off. Never throws. */
  release(): Promise<void>;
  /** Ends it at once; what is under way throws `aborted`. */
  abort(): void;
  /** When it is over: `undefined` if either side released it, else why it broke. */
  readonly ended: Promise<CodedError | undefined>;
};

export type AcceptOptions = {
  /** Where to listen; this machine alone (127.0.0.1) unless another address is given. */
  readonly host?: string | undefined;
  /** 0 takes a free one. */
  readonly port: number;
  /** Only who calls us by this name is let in. */
  readonly aet: string;
  /** Transfer syntaxes in our own order of preference, and the parts that a caller may play. */
  readonly contexts: readonly ContextOffer[];
  readonly tls?: TlsFiles | undefined;
  readonly limits?: Partial<Limits> | undefined;
  readonly onRequest: RequestHandler;
};

export type Listener = {
  readonly port: number;
  /** Stops listening; who is connected has two seconds to end in order. */
  close(): Promise<void>;
};
