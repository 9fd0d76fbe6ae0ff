import { expect, it } from 'vitest';
import { fakeClock } from '../../electron/base/clock.ts';
import { formatTriggerLine, parseTriggerLine } from '../../electron/contract/studio-trigger.ts';
import { createVirtualPins } from '../../electron/simulator/trigger/virtual-pins.ts';
import {
  createVirtualTrigger,
  type Light,
  type TriggerFault,
} from '../../electron/simulator/trigger/virtual-trigger.ts';

function setUp(options: { photodiode?: boolean } = {}) {
  const clock = fakeClock();
  let sent = '';
  const lights: Light[] = [];
  const trigger = createVirtualTrigger({
    clock,
    send: (bytes) => {
      sent += Buffer.from(bytes).toString('latin1');
    },
    recycleMs: 1000,
    onLight: (light) => lights.push(light),
    ...options,
  });
  const heard = (): string[] => {
    const lines = sent.split('\n').slice(0, -1);
    sent = '';
    return lines.map((line) => (parseTriggerLine(line) === null ? '?' : line.replace(/\*..$/, '')));
  };
  let seq = 0;
  const say = (text: string): string[] => {
    const [verb = '', ...args] = text.split(' ');
    seq += 1;
    trigger.receive(Buffer.from(formatTriggerLine({ kind: 'command', seq, verb, args })));
    return heard().map((line) => line.replace(`=${seq} `, ''));
  };
  return { clock, trigger, say, heard, lights };
}

it.each([
  ['ID', 'OK studio-trigger/1 virtual-trigger'],
  ['CAP', 'OK channels=ABC fired=1 recycle=1000'],
  ['SET A 5', 'OK A 5.0'],
  ['SET A 10.0', 'OK A 10.0'],
  ['SET A 10.1', 'ERR range'],
  ['SET A -1', 'ERR range'],
  ['SET A 5.05', 'ERR range'],
  ['SET Z 5.0', 'ERR channel'],
  ['SET A', 'ERR args'],
  ['LAMP B 30', 'OK B 30'],
  ['LAMP B 101', 'ERR range'],
  ['ARM 60001', 'ERR range'],
  ['ARM 0', 'OK 0'],
  ['STAT', 'OK ready=1 age=0 armed=0 A=0.0/0 B=0.0/0 C=0.0/0'],
  ['FIRE', 'ERR not-armed'],
  ['SAFE', 'OK'],
  ['DANCE', 'ERR verb'],
])('answers %s with %s', (command, answer) => {
  const { say, trigger, clock } = setUp();
  expect(say(command)).toEqual([answer]);
  trigger.close();
  expect(clock.pending).toBe(0);
});

it('does not answer a line whose check sum is wrong', () => {
  const { trigger, heard } = setUp();
  trigger.receive(Buffer.from('@1 ID*00\n'));
  expect(heard()).toEqual([]);
});

it('flashes with the camera while armed, recycles, and says so', () => {
  const { clock, trigger, say, heard } = setUp();
  say('SET A 5.0');
  trigger.expose();
  expect(heard()).toEqual([]);
  say('ARM 2000');
  clock.advance(250);
  trigger.expose();
  expect(heard()).toEqual(['!FIRED 250000 500']);
  expect(say('STAT')).toEqual(['OK ready=0 age=0 armed=1 A=5.0/0 B=0.0/0 C=0.0/0']);
  expect(say('ARM 2000')).toEqual(['ERR not-ready']);
  expect(say('FIRE')).toEqual(['ERR not-ready']);
  clock.advance(499);
  expect(heard()).toEqual([]);
  clock.advance(1);
  expect(heard()).toEqual(['!READY A', '!READY B', '!READY C']);
  expect(say('FIRE')).toEqual(['OK', '!FIRED 750000 500']);
});

it('reports no flash without a photodiode', () => {
  const { trigger, say, heard } = setUp({ photodiode: false });
  expect(say('CAP')).toEqual(['OK channels=ABC fired=0 recycle=1000']);
  say('ARM 2000');
  trigger.expose();
  expect(heard()).toEqual([]);
});

it('disarms by itself, and is lit only while armed', () => {
  const { clock, say, lights } = setUp();
  say('LAMP A 30');
  say('ARM 2000');
  clock.advance(1999);
  expect(lights.at(-1)).toEqual({ armed: true, lampPercent: 30 });
  clock.advance(1);
  expect(lights.at(-1)).toEqual({ armed: false, lampPercent: 30 });
});

it('makes itself safe after three seconds of silence, once', () => {
  const { clock, say, heard, lights } = setUp();
  say('LAMP A 30');
  clock.advance(2999);
  expect(heard()).toEqual([]);
  say('STAT');
  clock.advance(2999);
  expect(heard()).toEqual([]);
  clock.advance(1);
  expect(heard()).toEqual(['!FAULT watchdog']);
  expect(lights.at(-1)).toEqual({ armed: false, lampPercent: 0 });
  clock.advance(60_000);
  expect(heard()).toEqual([]);
});

it.each<[TriggerFault, string[]]>([
  ['silent', []],
  ['wrong-crc', ['?']],
  ['lost-answer', []],
  ['not-ready', ['OK ready=0 age=0 armed=0 A=0.0/0 B=0.0/0 C=0.0/0']],
])('plays the fault %s once', (fault, answers) => {
  const { trigger, say } = setUp();
  trigger.break(fault, 1);
  expect(say('STAT')).toEqual(answers);
  trigger.mend();
  expect(say('STAT')).toEqual(['OK ready=1 age=0 armed=0 A=0.0/0 B=0.0/0 C=0.0/0']);
});

it('stays dark when the flash does not go off', () => {
  const { trigger, say, heard, lights } = setUp();
  trigger.break('no-flash');
  say('ARM 2000');
  expect(lights.at(-1)).toEqual({ armed: false, lampPercent: 0 });
  trigger.expose();
  expect(heard()).toEqual([]);
});

it('lights an optocoupler only while exactly one line is up', () => {
  const lights: Light[] = [];
  const pins = createVirtualPins((light) => lights.push(light));
  for (const [rts, dtr] of [
    [true, true],
    [false, false],
    [true, false],
    [false, true],
  ] as const)
    pins.set({ rts, dtr });
  expect(lights.map((light) => light.armed)).toEqual([false, false, true, true]);
});
