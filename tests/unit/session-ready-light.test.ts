import { expect, it } from 'vitest';
import { fakeClock } from '../../electron/base/clock.ts';
import { CodedError } from '../../electron/contract/errors.ts';
import type { LightingScene } from '../../electron/contract/lighting.ts';
import { manualLight } from '../../electron/devices/trigger/trigger-link.ts';
import type { TriggerPort } from '../../electron/studio/ports.ts';
import { ReadyLight } from '../../electron/studio/ready-light.ts';
import { step } from '../rigs/session-records.ts';

const flash: LightingScene = { id: 'flash', title: { fr: 'x', en: 'x' }, flash: true, channels: [] };
const ambient: LightingScene = { ...flash, id: 'ambient', flash: false };
const shown = step('a', { scene: 'flash' });

/** A light that says what it was told; each call ends at the next turn of the event loop. */
function lit(change: Partial<TriggerPort> = {}) {
  const told: string[] = [];
  const clock = fakeClock();
  const trigger: TriggerPort = {
    ...manualLight,
    address: 'sim:trigger',
    state: 'ready',
    armMs: 10_000,
    light: async ({ id }) => void told.push(`light ${id}`),
    prepare: async ({ id }) => void told.push(`arm ${id}`),
    finish: async () => {
      told.push('disarm');
      return 'yes';
    },
    safe: async () => void told.push('safe'),
    ...change,
  };
  const states: string[] = [];
  const light = new ReadyLight({
    trigger,
    scenes: new Map(),
    clock,
    unexpected: (error) => String(error),
    onChange: () => states.push(light.state),
  });
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { light, told, clock, pass, states };
}

it('keeps a flash armed before its arming ends, but not before a patient who is left alone', async () => {
  const { light, told, clock, pass, states } = lit();
  await light.show(flash);
  expect(told).toEqual(['light flash', 'arm flash']);
  await pass(9000);
  expect(told.slice(2)).toEqual(['arm flash']);
  for (let second = 9; second < 180; second++) await pass(1000);
  expect([told.at(-1), clock.pending]).toEqual(['disarm', 0]);
  expect(states).toEqual(['armed', 'asleep']);
  await light.show(flash);
  expect(states.slice(2)).toEqual(['idle', 'armed']);
});

it('is not said to be armed when it could not be', async () => {
  const { light, states } = lit({ prepare: () => Promise.reject(new CodedError('trigger-silent')) });
  await light.show(flash);
  expect([light.state, states]).toEqual(['idle', []]);
});

it('arms nothing for a scene without flash, and disarms what is armed', async () => {
  const { light, told, clock } = lit();
  await light.show(flash);
  await light.show(ambient);
  expect(told.slice(2)).toEqual(['disarm', 'light ambient']);
  expect(clock.pending).toBe(0);
});

it('is dark when the session has left, however late the flash gets ready', async () => {
  let ready = (): void => {};
  const { light, told, clock } = lit({ prepare: () => new Promise((resolve) => (ready = resolve)) });
  const showing = light.show(flash);
  await expect.poll(() => told).toEqual(['light flash']);
  await light.leave();
  ready();
  await showing;
  expect([told.at(-1), clock.pending]).toEqual(['safe', 0]);
});

it('believes a device that says yes; a no may be about another flash', async () => {
  const said = lit();
  await said.light.show(flash);
  const yes = { scene: 'flash', mode: 'trigger', fired: 'yes' };
  expect(await said.light.lightOf(shown, 'body')).toEqual(yes);
  const silent = lit({ finish: async () => 'no' });
  await silent.light.show(flash);
  expect(await silent.light.lightOf(shown, 'body')).toEqual({ ...yes, fired: 'unknown' });
  expect(await lit().light.lightOf(shown, 'found')).toEqual({ ...yes, fired: 'unknown' });
  expect(await lit({ address: 'none' }).light.lightOf(shown, 'body')).toMatchObject({ mode: 'manual' });
});
