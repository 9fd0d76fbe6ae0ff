import { inTurn } from '../../base/in-turn.ts';
import { CodedError } from '../../contract/errors.ts';
import type { Left } from '../store.ts';
import type {
  AcceptedContext,
  Answer,
  Association,
  Limits,
  Peer,
  Reply,
  Request,
  RequestHandler,
} from './association.ts';
import { badTalk } from './bad-talk.ts';
import { type Channel, channel } from './channel.ts';
import { type Command, encodeCommand } from './command-set.ts';
import type { Line } from './line.ts';
import { type Arrived, messageReader } from './message-reader.ts';
import {
  answerFlag,
  answerOf,
  cancelCommand,
  namesOf,
  replyCommand,
  requestCommand,
  requestKinds,
} from './messages.ts';
import { abortByUser, dataPdus, pduTypes, pdvsOf, releaseReply, releaseRequest } from './pdu.ts';

export type Agreed = {
  readonly peer: Peer;
  readonly contexts: readonly AcceptedContext[];
  /** The longest P-DATA body that the peer takes; 0 is without limit. */
  readonly maxPduBytes: number;
  /** Whether we asked for the association. Who was asked also bounds the silence between two requests. */
  readonly asked: boolean;
};

/** How long a peer may take to agree that it is over. */
const releaseMs = 5000;
/** About as much is handed to the connection at once. */
const batchBytes = 128 * 1024;
/** After as much, everybody else in this process has a turn: a fast peer would take a whole picture without one. */
const turnBytes = 1024 * 1024;
const processingFailure = 0x0110;

type Pending = { readonly messageId: number; readonly field: number; readonly answers: Channel<Answer> };

/** The association over a line on which both sides have agreed. `watch` is to be called whenever bytes have arrived. */
export function converse(
  line: Line,
  agreed: Agreed,
  limits: Limits,
  onRequest: RequestHandler | undefined,
): Association & { watch(): void } {
  const writing = inTurn();
  let turn: Promise<void> = Promise.resolve();
  let nextMessageId = 1;
  let pending: Pending | undefined;
  let underWay = 0;
  let waitingForUs = 0;
  let releasing = false;
  let over: { reason: CodedError | undefined } | undefined;
  let handling: Promise<void> = Promise.resolve();
  let tellEnd: (reason: CodedError | undefined) => void = () => {};
  const ended = new Promise<CodedError | undefined>((resolve) => {
    tellEnd = resolve;
  });

  const reader = messageReader((id) => agreed.contexts.find((context) => context.id === id));

  function finish(reason: CodedError | undefined): void {
    if (over) return;
    over = { reason };
    if (reason) line.break(reason, abortByUser);
    else line.close();
    const why = reasonNow();
    pending?.answers.fail(why);
    reader.fail(why);
    tellEnd(reason && why);
  }
  line.onBroken(finish);

  function reasonNow(): CodedError {
    return line.broken ?? over?.reason ?? new CodedError('store-unreachable', { reason: 'released' });
  }

  /** The limit for whatever is awaited now. */
  function watch(): void {
    if (over || waitingForUs > 0) line.noLimit();
    else if (underWay > 0 || line.inside || reader.inside) line.within(limits.idleMs);
    else if (releasing) line.within(Math.min(releaseMs, limits.answerMs));
    else if (pending || !agreed.asked) line.within(limits.answerMs);
    else line.noLimit();
  }

  /** While somebody here takes their time, the peer's silence counts for nothing. */
  async function ours<T>(work: Promise<T>): Promise<T> {
    waitingForUs += 1;
    watch();
    try {
      return await work;
    } finally {
      waitingForUs -= 1;
      watch();
    }
  }

  async function send(
    contextId: number,
    command: Command,
    dataSet: readonly Uint8Array[] | undefined,
    left: Left | undefined,
  ): Promise<void> {
    await writing(async () => {
      underWay += 1;
      watch();
      try {
        await sendPart(contextId, true, [encodeCommand(command)], undefined);
        if (dataSet) await sendPart(contextId, false, dataSet, left);
      } finally {
        underWay -= 1;
        watch();
      }
    });
  }

  async function sendPart(
    contextId: number,
    command: boolean,
    chunks: readonly Uint8Array[],
    left: Left | undefined,
  ): Promise<void> {
    let batch: Uint8Array[] = [];
    let held = 0;
    let sinceTurn = 0;
    const leave = async () => {
      const bytes = held;
      const parts = batch;
      batch = [];
      held = 0;
      await line.write(parts);
      watch();
      const counted = left?.(bytes);
      if (counted) await ours(counted);
      sinceTurn += bytes;
      if (sinceTurn < turnBytes) return;
      sinceTurn = 0;
      await new Promise(setImmediate);
    };
    for (const pdu of dataPdus(contextId, command, chunks, agreed.maxPduBytes)) {
      batch.push(...pdu.parts);
      held += pdu.bytes;
      if (held >= batchBytes) await leave();
    }
    if (batch.length > 0) await leave();
  }

  /** Until the peer has closed, also after the release, so that nothing is left unread. */
  async function listen(): Promise<void> {
    try {
      for (let next = await line.pdus.next(); !next.done; next = await line.pdus.next()) {
        const pdu = next.value;
        if (pdu.type === pduTypes.data) {
          for (const pdv of pdvsOf(pdu.body)) {
            const begun = reader.take(pdv);
            if (begun.message) await begin(begun.message);
            if (begun.passOn) await ours(begun.passOn());
            watch();
          }
        } else if (pdu.type === pduTypes.releaseRequest) {
          await line.write([releaseReply]);
          if (!releasing) finish(undefined);
        } else if (pdu.type === pduTypes.releaseReply && releasing) {
          finish(undefined);
        } else if (pdu.type === pduTypes.abort) {
          const [, , source = 0, reason = 0] = pdu.body;
          throw new CodedError('store-unreachable', { reason: `aborted (${source}, ${reason})` });
        } else throw badTalk('an unexpected PDU');
      }
      throw new CodedError('store-unreachable', { reason: 'closed' });
    } catch (error) {
      finish(line.broken ?? (error instanceof CodedError ? error : badTalk('an association broke')));
    }
  }

  async function begin(message: Arrived): Promise<void> {
    if (message.kind === 'cancel') return;
    if (message.kind === 'answer') {
      const { command } = message;
      if (
        !pending ||
        command.MessageIDBeingRespondedTo !== pending.messageId ||
        command.CommandField !== pending.field
      ) {
        throw badTalk('an answer that nobody asked for');
      }
      await ours(pending.answers.give(answerOf(command, message.dataSet)));
      return;
    }
    // Its answer may be held up by who does not read: that is the peer's silence, not ours.
    await handling;
    handling = handle(message).catch((error: unknown) => {
      finish(error instanceof CodedError ? error : badTalk('an answer that could not be given'));
    });
  }

  async function handle(message: Extract<Arrived, { kind: 'request' }>): Promise<void> {
    const { name, command, context, dataSet, complete } = message;
    const request = { name, command, ...namesOf(command), transferSyntaxUid: context.transferSyntaxUid, dataSet };
    const replying: Promise<Reply> = onRequest
      ? onRequest({ ...request, peer: agreed.peer }).catch(() => ({ status: processingFailure }))
      : Promise.resolve({ status: unrecognised });
    void replying.then(message.passOver);
    await complete;
    const reply = await ours(replying);
    if (!over) await send(context.id, replyCommand(name, command, reply), reply.dataSet, undefined);
  }

  const accepted = (sopClassUid: string, transferSyntaxUid?: string) =>
    agreed.contexts.find(
      (context) =>
        context.sopClassUid === sopClassUid &&
        (transferSyntaxUid === undefined || context.transferSyntaxUid === transferSyntaxUid),
    );

  /** Waits until whoever came before is done; what it returns lets the next one in. */
  async function myTurn(): Promise<() => void> {
    const before = turn;
    let done: () => void = () => {};
    turn = new Promise((resolve) => {
      done = resolve;
    });
    await before;
    return done;
  }

  async function* request(asked: Request, signal: AbortSignal): AsyncGenerator<Answer, void> {
    const done = await myTurn();
    const abort = () => finish(new CodedError('aborted'));
    const answered = () => {
      signal.removeEventListener('abort', abort);
      done();
    };
    try {
      if (over) throw reasonNow();
      if (signal.aborted) throw new CodedError('aborted');
      const context = accepted(asked.sopClassUid, asked.transferSyntaxUid);
      if (!context) throw new CodedError('store-format-refused', { store: agreed.peer.aet, reason: asked.sopClassUid });
      signal.addEventListener('abort', abort, { once: true });
      yield* answersTo(asked, context, answered);
    } finally {
      answered();
    }
  }

  /** The next request may begin with the final answer, whatever who hears it does with it. */
  async function* answersTo(
    asked: Request,
    context: AcceptedContext,
    answered: () => void,
  ): AsyncGenerator<Answer, void> {
    const messageId = nextMessageId;
    nextMessageId = (nextMessageId % 0xffff) + 1;
    const kind = requestKinds[asked.name];
    const answers = channel<Answer>();
    const mine = { messageId, field: kind.field | answerFlag, answers };
    pending = mine;
    const settled = () => {
      if (pending === mine) pending = undefined;
      watch();
    };
    try {
      await send(context.id, requestCommand(asked, messageId), asked.dataSet, asked.left);
      for (;;) {
        const answer = await answers.take();
        if (!answer) throw reasonNow();
        if (!answer.pending) {
          settled();
          answered();
        }
        yield answer;
        if (!answer.pending) return;
      }
    } finally {
      if (pending === mine && !over) await cancel(context.id, mine, kind.cancels).catch(() => undefined);
      settled();
    }
  }

  /** Nobody wants the rest: the peer is told, and heard out. One that goes on all the same is cut off. */
  async function cancel(contextId: number, { messageId, answers }: Pending, possible: boolean): Promise<void> {
    if (!possible) return finish(new CodedError('aborted'));
    const seconds = limits.answerMs / 1000;
    const late = setTimeout(() => finish(new CodedError('store-timeout', { seconds })), limits.answerMs);
    try {
      await send(contextId, cancelCommand(messageId), undefined, undefined);
      while ((await answers.take())?.pending === true);
    } finally {
      clearTimeout(late);
    }
  }

  void listen();
  return {
    peer: agreed.peer,
    accepted,
    request,
    ended,
    watch,
    abort: () => finish(new CodedError('aborted')),
    async release() {
      const done = await myTurn();
      try {
        await handling;
        if (over) return;
        releasing = true;
        watch();
        await line.write([releaseRequest]);
        await ended;
      } catch {
        // Broken meanwhile: `ended` says why.
      } finally {
        done();
      }
    },
  };
}

const unrecognised = 0x0211;
