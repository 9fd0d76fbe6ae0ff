import type { AcceptedContext, EncodedDataSet, RequestName } from './association.ts';
import { badTalk } from './bad-talk.ts';
import { type Channel, channel } from './channel.ts';
import { type Command, decodeCommand, noDataSet } from './command-set.ts';
import { answerFlag, cancelField, requestName } from './messages.ts';
import type { Pdv } from './pdu.ts';

/** A message that has arrived; of a request only its command, the data set is still to come. */
export type Arrived =
  | { readonly kind: 'cancel' }
  | { readonly kind: 'answer'; readonly command: Command; readonly dataSet: EncodedDataSet | undefined }
  | {
      readonly kind: 'request';
      readonly name: RequestName;
      readonly command: Command;
      readonly context: AcceptedContext;
      readonly dataSet: AsyncIterable<Uint8Array> | undefined;
      /** When all of it has arrived. */
      readonly complete: Promise<void>;
      /** Nobody reads the data set any more. */
      passOver(): void;
    };

export type MessageReader = {
  /** Whether a message has begun and is not complete. */
  readonly inside: boolean;
  /** The next piece: what became complete by it, and how it is passed on to whoever reads a request's data set. */
  take(pdv: Pdv): { message?: Arrived; passOn?: () => Promise<void> };
  /** Whoever reads a data set learns that no more will come. */
  fail(reason: Error): void;
};

const longestCommand = 64 * 1024;
/** Answers are short: matches of a query, attributes of a step. */
const longestAnswer = 1024 * 1024;

type Receiving =
  | { part: 'command' }
  | { part: 'answer'; command: Command; context: AcceptedContext }
  | { part: 'request'; context: AcceptedContext; data: Channel<Uint8Array>; complete: () => void };

/** Puts messages together from their pieces (PS3.7, 6.3.1; PS3.8, annex E), never more in memory than one may have. */
export function messageReader(contextOf: (id: number) => AcceptedContext | undefined): MessageReader {
  let receiving: Receiving | undefined;
  let gathered: Buffer[] = [];
  let bytes = 0;

  function gather(piece: Buffer, most: number): void {
    bytes += piece.length;
    if (bytes > most) throw badTalk('a message that is too long');
    gathered.push(piece);
  }

  function whole(): Buffer {
    const all = Buffer.concat(gathered);
    gathered = [];
    bytes = 0;
    return all;
  }

  function takeCommand(pdv: Pdv, context: AcceptedContext): Arrived | undefined {
    if (receiving && receiving.part !== 'command') throw badTalk('a command inside a data set');
    receiving = { part: 'command' };
    gather(pdv.bytes, longestCommand);
    if (!pdv.last) return undefined;
    receiving = undefined;
    const command = decodeCommand(whole());
    const field = command.CommandField ?? 0;
    const follows = (command.CommandDataSetType ?? noDataSet) !== noDataSet;
    if (field === cancelField) return { kind: 'cancel' };
    if ((field & answerFlag) !== 0) {
      if (!follows) return { kind: 'answer', command, dataSet: undefined };
      receiving = { part: 'answer', command, context };
      return undefined;
    }
    const name = requestName(field);
    if (!name) throw badTalk('an unknown command');
    if (!follows) {
      const complete = Promise.resolve();
      return { kind: 'request', name, command, context, dataSet: undefined, complete, passOver: () => {} };
    }
    const data = channel<Uint8Array>();
    const complete = new Promise<void>((resolve) => {
      receiving = { part: 'request', context, data, complete: resolve };
    });
    return { kind: 'request', name, command, context, dataSet: taking(data), complete, passOver: data.ignore };
  }

  return {
    get inside() {
      return receiving !== undefined;
    },
    take(pdv) {
      const context = contextOf(pdv.contextId);
      if (!context) throw badTalk('a context that was not agreed on');
      if (pdv.command) {
        const message = takeCommand(pdv, context);
        return message ? { message } : {};
      }
      const now = receiving;
      if (!now || now.part === 'command' || now.context !== context) throw badTalk('a data set without a command');
      if (pdv.last) receiving = undefined;
      if (now.part === 'request') {
        const passOn = async () => {
          if (pdv.bytes.length > 0) await now.data.give(pdv.bytes);
          if (!pdv.last) return;
          now.data.end();
          now.complete();
        };
        return { passOn };
      }
      gather(pdv.bytes, longestAnswer);
      if (!pdv.last) return {};
      const dataSet = { bytes: whole(), transferSyntaxUid: context.transferSyntaxUid };
      return { message: { kind: 'answer', command: now.command, dataSet } };
    },
    fail(reason) {
      if (receiving?.part !== 'request') return;
      receiving.data.fail(reason);
      receiving.complete();
    },
  };
}

async function* taking(data: Channel<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (let chunk = await data.take(); chunk !== undefined; chunk = await data.take()) yield chunk;
}
