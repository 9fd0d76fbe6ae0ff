import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../electron/base/clock.ts';
import { formatTriggerLine } from '../../electron/contract/studio-trigger.ts';
import { createCommands, mayRepeat, type TriggerVerb } from '../../electron/devices/trigger/commands.ts';

const answerMs = 100;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp() {
  const clock = fakeClock();
  const written: string[] = [];
  const told = { silent: 0, events: [] as string[], lines: 0 };
  const commands = createCommands({
    clock,
    answerMs,
    write: async (text) => {
      written.push(text.replace(/\*..\n$/, ''));
    },
    onLine: () => {
      told.lines += 1;
    },
    onEvent: ({ name, args }) => told.events.push([name, ...args].join(' ')),
    onSilent: () => {
      told.silent += 1;
    },
  });
  const answer = (seq: number, ...values: string[]): void =>
    commands.receive(Buffer.from(formatTriggerLine({ kind: 'answer', seq, ok: true, values })));
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await settle();
  };
  return { clock, commands, written, told, answer, pass };
}

describe('mayRepeat', () => {
  it.each<[TriggerVerb, string[], boolean]>([
    ['ID', [], true],
    ['CAP', [], true],
    ['SET', ['A', '5.0'], true],
    ['LAMP', ['A', '30'], true],
    ['STAT', [], true],
    ['SAFE', [], true],
    ['ARM', ['0'], true],
    ['ARM', ['5000'], false],
    ['FIRE', [], false],
  ])('%s %j: %s', (verb, args, expected) => {
    expect(mayRepeat(verb, args)).toBe(expected);
  });
});

describe('commands', () => {
  it('are answered by their own number only', async () => {
    const { commands, answer, told, clock } = setUp();
    const asked = commands.ask('STAT');
    await settle();
    answer(7, 'ready=0');
    commands.receive(Buffer.from('=1 OK ready=0*00\n'));
    answer(1, 'ready=1');
    await expect(asked).resolves.toMatchObject({ ok: true, values: ['ready=1'] });
    expect(told).toEqual({ silent: 0, events: [], lines: 2 });
    expect(clock.pending).toBe(0);
  });

  it('wait for each other', async () => {
    const { commands, answer, written } = setUp();
    const first = commands.ask('SET', 'A', '5.0');
    const second = commands.ask('LAMP', 'A', '30');
    await settle();
    expect(written).toEqual(['@1 SET A 5.0']);
    answer(1);
    await first;
    await settle();
    expect(written).toEqual(['@1 SET A 5.0', '@2 LAMP A 30']);
    answer(2);
    await second;
  });

  it('are repeated under a new number, three times in all, and then the device is silent', async () => {
    const { commands, written, told, pass, clock } = setUp();
    const asked = commands.ask('STAT');
    const failed = expect(asked).rejects.toMatchObject({ code: 'trigger-silent', params: { command: 'STAT' } });
    await settle();
    for (let attempt = 0; attempt < 3; attempt += 1) await pass(answerMs);
    await failed;
    expect(written).toEqual(['@1 STAT', '@2 STAT', '@3 STAT']);
    expect(told.silent).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it('ignore an answer that comes after its time', async () => {
    const { commands, answer, pass } = setUp();
    const asked = commands.ask('STAT');
    await settle();
    await pass(answerMs);
    answer(1, 'late');
    answer(2, 'in-time');
    await expect(asked).resolves.toMatchObject({ values: ['in-time'] });
  });

  it.each<[TriggerVerb, string[]]>([
    ['FIRE', []],
    ['ARM', ['5000']],
  ])('%s is said once, whatever happens', async (verb, args) => {
    const { commands, written, told, pass } = setUp();
    const failed = expect(commands.ask(verb, ...args)).rejects.toMatchObject({ code: 'trigger-silent' });
    await settle();
    for (let attempt = 0; attempt < 5; attempt += 1) await pass(answerMs);
    await failed;
    expect(written).toHaveLength(1);
    expect(told.silent).toBe(0);
  });

  it('fail at once when closed, waiting or not, and write nothing more', async () => {
    const { commands, written, clock } = setUp();
    const waiting = expect(commands.ask('STAT')).rejects.toMatchObject({ code: 'trigger-silent' });
    const queued = expect(commands.ask('SAFE')).rejects.toMatchObject({ code: 'trigger-silent' });
    await settle();
    commands.close();
    await waiting;
    await queued;
    await expect(commands.ask('ID')).rejects.toMatchObject({ code: 'trigger-silent' });
    expect(written).toEqual(['@1 STAT']);
    expect(clock.pending).toBe(0);
  });

  it('tell events apart from answers', async () => {
    const { commands, told } = setUp();
    commands.receive(Buffer.from(formatTriggerLine({ kind: 'event', name: 'FAULT', args: ['watchdog'] })));
    expect(told.events).toEqual(['FAULT watchdog']);
  });
});
