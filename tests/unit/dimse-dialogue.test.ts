import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CodedError } from '../../electron/contract/errors.ts';
import { explicitLittleEndian } from '../../electron/stores/dicom/part10.ts';
import { type Command, encodeCommand } from '../../electron/stores/dimse/command-set.ts';
import { converse } from '../../electron/stores/dimse/dialogue.ts';
import type { Line } from '../../electron/stores/dimse/line.ts';
import { answerFlag, requestKinds } from '../../electron/stores/dimse/messages.ts';
import { dataPdus, type Pdu, pduHeadBytes, pduTypes } from '../../electron/stores/dimse/pdu.ts';
import { sopClasses } from '../../electron/stores/dimse/sop-classes.ts';

afterEach(() => {
  vi.useRealTimers();
});

const calm = new AbortController().signal;
const limits = { connectMs: 1, associateMs: 2, idleMs: 3, answerMs: 4 };
const contexts = [sopClasses.verification, sopClasses.worklist].map(({ uid: sopClassUid }, index) => {
  return { id: index * 2 + 1, sopClassUid, transferSyntaxUid: explicitLittleEndian, requestorRoles: ['user'] as const };
});
const peer = { aet: 'PEER', host: '', port: 0, implementationClassUid: '', implementationVersion: '' };

function said(contextId: number, command: Command): Pdu {
  const [pdu] = [...dataPdus(contextId, true, [encodeCommand(command)], 0)];
  return { type: pduTypes.data, body: Buffer.concat(pdu?.parts ?? []).subarray(pduHeadBytes) };
}

/** A line on which a peer says all of that; `limit` is the silence that it bears now, in milliseconds. */
function lineOf(pdus: AsyncGenerator<Pdu>, write: () => Promise<void>) {
  const listeners: ((reason: CodedError) => void)[] = [];
  const seen: { limit: number | undefined; broken: CodedError | undefined } = { limit: undefined, broken: undefined };
  const line: Line = {
    pdus,
    inside: false,
    write,
    within: (ms) => {
      seen.limit = ms;
    },
    noLimit: () => {
      seen.limit = undefined;
    },
    break(reason) {
      if (seen.broken) return;
      seen.broken = reason;
      for (const listener of listeners) listener(reason);
    },
    close: () => {},
    onBroken: (listener) => void listeners.push(listener),
    get broken() {
      return seen.broken;
    },
  };
  return { line, seen };
}

describe('an association, against a peer', () => {
  it('that asks on and on and reads no answer: its silence is bounded', async () => {
    async function* asking() {
      const echo = { CommandField: requestKinds['C-ECHO'].field, CommandDataSetType: 0x0101 };
      for (let MessageID = 1; MessageID < 4; MessageID += 1) yield said(1, { ...echo, MessageID });
      await new Promise(() => {});
    }
    const { line, seen } = lineOf(asking(), () => new Promise(() => {}));
    const agreed = { peer, contexts, maxPduBytes: 0, asked: false };
    converse(line, agreed, limits, async () => ({ status: 0 }));
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    expect(seen.limit).toBe(limits.idleMs);
  });

  it('that finds without end, whatever it is told: it is cut off', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let answered = 0;
    async function* finding() {
      for (; answered < 1e6; answered += 1) {
        await new Promise(setImmediate);
        const answer = { CommandField: requestKinds['C-FIND'].field | answerFlag, CommandDataSetType: 0x0101 };
        yield said(3, { ...answer, MessageIDBeingRespondedTo: 1, Status: 0xff00 });
      }
    }
    const { line, seen } = lineOf(finding(), async () => {});
    const agreed = { peer, contexts, maxPduBytes: 0, asked: true };
    const association = converse(line, agreed, limits, undefined);
    const query = async () => {
      const asked = { name: 'C-FIND', sopClassUid: sopClasses.worklist.uid, dataSet: [] } as const;
      for await (const _ of association.request(asked, calm)) break;
    };
    const left = query();
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    expect(seen.broken).toBeUndefined();
    vi.advanceTimersByTime(limits.answerMs);
    await left;
    expect(seen.broken).toMatchObject({ code: 'store-timeout' });
  });
});
