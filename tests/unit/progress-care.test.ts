import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../electron/base/clock.ts';
import { connections } from '../../electron/contract/connections.ts';
import { CodedError, type ErrorInfo } from '../../electron/contract/errors.ts';
import type { SessionRecord } from '../../electron/contract/journal.ts';
import type { PerformedStep } from '../../electron/stores/mpps/performed-step.ts';
import { applyRecord, begin } from '../../electron/studio/session-fold.ts';
import { SessionStates } from '../../electron/studio/session-states.ts';
import { ProgressCare } from '../../electron/studio/worklist/progress-care.ts';
import { at, opened, started, step } from '../rigs/session-records.ts';

const mpps = connections.parse({ mpps: { address: 'dicom:RIS@ris:104' } });
const closed: SessionRecord = { type: 'session-closed', at };
const shot = started(1, 'a');
const putOff: ErrorInfo = { code: 'progress-refused', params: { reason: '0213' } };
const unreachable = new CodedError('store-unreachable');

type Answer = ErrorInfo | null | CodedError;

function stage(sessions: Record<string, SessionRecord[]>, answers: Answer[] = []) {
  const clock = fakeClock();
  const states = new SessionStates();
  const disk = { full: false };
  for (const [index, [mppsUid, records]] of Object.entries(sessions).entries()) {
    const openedAt = new Date(Date.parse(at) + index * 1000).toISOString();
    const opening = { ...opened([step('a')]), session: `session-${index}`, at: openedAt, mppsUid };
    states.put(records.reduce(applyRecord, begin(opening)));
  }
  const said: string[] = [];
  const told: string[] = [];
  const record = async (id: string, what: { type: string }): Promise<void> => {
    if (disk.full) throw new CodedError('vault-full');
    const state = states.of(id);
    const dated = { ...what, at } as Extract<SessionRecord, { type: 'progress-told' }>;
    if (state) states.put(applyRecord(state, dated));
    told.push(`${dated.mppsUid} ${dated.progress}${dated.refused ? ' refused' : ''}`);
  };
  const care = new ProgressCare({
    connections: { current: mpps },
    sessions: { sessions: states, record },
    ris: {
      tell: async (_settings, step: PerformedStep, mayBeTold) => {
        said.push(`${step.mppsUid} ${step.progress}${mayBeTold ? ' again' : ''}`);
        const answer = answers.shift() ?? null;
        if (answer instanceof CodedError) throw answer;
        return answer;
      },
    },
    stationName: 'station',
    clock,
    unexpected: (error) => String(error),
  });
  return { care, clock, said, told, states, disk };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('what the journals owe the RIS', () => {
  it('is told in order, the oldest session first, and nothing twice', async () => {
    const { care, said, told, clock } = stage({ '1.1': [shot, closed], '1.2': [shot], '1.3': [] });
    care.start();
    await settled();
    expect(told).toEqual(['1.1 in-progress', '1.1 completed', '1.2 in-progress']);
    expect(said[0]).toBe('1.1 in-progress again');
    expect(said[1]).toBe('1.1 completed');
    care.look();
    clock.advance(120_000);
    await settled();
    expect(said).toHaveLength(3);
    await care.close();
    expect(clock.pending).toBe(0);
  });

  it('waits ever longer for a RIS that is down, and is said as what may have been heard', async () => {
    const { care, clock, said, told } = stage({ '1.1': [shot] }, [unreachable, unreachable]);
    care.start();
    await settled();
    clock.advance(3999);
    care.look();
    await settled();
    expect(said).toHaveLength(1);
    clock.advance(1);
    await settled();
    expect(said).toHaveLength(2);
    clock.advance(15_999);
    await settled();
    expect(said).toHaveLength(2);
    clock.advance(1);
    await settled();
    expect(said).toEqual(['1.1 in-progress again', '1.1 in-progress again', '1.1 in-progress again']);
    expect(told).toEqual(['1.1 in-progress']);
    await care.close();
  });

  it('is said as what may have been heard only after an answer that did not come', async () => {
    const { care, clock, said } = stage({ '1.1': [shot, closed] }, [null, putOff, unreachable]);
    care.start();
    await settled();
    clock.advance(4000);
    await settled();
    clock.advance(60 * 60_000);
    await settled();
    expect(said.slice(1)).toEqual(['1.1 completed', '1.1 completed', '1.1 completed again']);
    await care.close();
  });

  it('holds up no other session while one is put off, and is refused when that has no end', async () => {
    const { care, clock, told, said } = stage({ '1.1': [shot], '1.2': [shot] }, [
      ...[putOff, null],
      ...Array.from({ length: 7 }, () => putOff),
    ]);
    care.start();
    await settled();
    expect(told).toEqual(['1.2 in-progress']);
    for (let tries = 0; tries < 8; tries += 1) {
      clock.advance(60 * 60_000);
      await settled();
    }
    expect(said.filter((one) => one.startsWith('1.1'))).toHaveLength(8);
    expect(told).toEqual(['1.2 in-progress', '1.1 in-progress refused']);
    await care.close();
  });

  it('is told no more of a step that the RIS has refused', async () => {
    const { care, told, said } = stage({ '1.1': [shot, closed] }, [
      new CodedError('progress-refused', { reason: 'x' }),
    ]);
    care.start();
    await settled();
    expect(told).toEqual(['1.1 in-progress refused']);
    expect(said).toHaveLength(1);
    await care.close();
  });

  it('is told again, not over and over, where the disk did not take that it was', async () => {
    const { care, clock, said, told, disk } = stage({ '1.1': [shot] });
    disk.full = true;
    care.start();
    await settled();
    expect(said).toHaveLength(1);
    disk.full = false;
    clock.advance(4000);
    await settled();
    expect(said[1]).toBe('1.1 in-progress again');
    expect(told).toEqual(['1.1 in-progress']);
    await care.close();
  });
});
