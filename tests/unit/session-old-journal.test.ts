import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type SessionRecord, sessionRecord } from '../../electron/contract/journal.ts';
import { foldSession, restingPhase } from '../../electron/studio/session-fold.ts';
import { fakeSession } from '../rigs/fake-session.ts';

/** Written by the studio as it was at commit 211397b, which knew of one camera and of no button on its body. */
const file = join(import.meta.dirname, '..', 'rigs', 'journals', 'version-1.jsonl');
const records = readFileSync(file, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): SessionRecord => sessionRecord.parse(JSON.parse(line.split('\t')[0] ?? '')));

const axial = { id: 'axial-flash', title: { fr: 'x', en: 'x' }, flash: true, channels: [] };
const scenes = new Map([[axial.id, axial]]);

it('of an older studio says what it said then', () => {
  const state = foldSession(records);
  expect(state.shots.map(({ step, state: is, number }) => `${number} ${step} ${is}`)).toEqual([
    '1 primary accepted',
    '2 up-right accepted',
  ]);
  expect(restingPhase(state)).toBe('closed');
});

it('of an older studio that broke off anywhere is gone on with to its end', async () => {
  const phases: string[] = [];
  for (let length = 1; length < records.length; length++) {
    const { runner } = fakeSession(records.slice(0, length), { deps: { scenes } });
    await runner.recover();
    phases.push(runner.phase);
    for (let press = 0; press < 4 && runner.phase !== 'complete'; press++) {
      await (runner.phase === 'review' ? runner.accept() : runner.take());
    }
    expect(runner.state.steps.map(({ state }) => state)).toEqual(['accepted', 'accepted']);
    await runner.close(async () => []);
    expect(runner.phase).toBe('closed');
  }
  expect(phases).toEqual([
    ...['ready', 'ready', 'review', 'review', 'ready'],
    ...['ready', 'review', 'review', 'complete'],
  ]);
});
