import { describe, expect, it } from 'vitest';
import type { LightingProfile, LightingScene } from '../../electron/contract/lighting.ts';
import { readCapabilities, readName, readStatus, wantedLight } from '../../electron/devices/trigger/device-words.ts';
import { recycleWaitMs } from '../../electron/devices/trigger/engine.ts';

describe('readStatus', () => {
  it.each([
    ['ready=1 age=5 armed=1 A=5.0/30', { ready: true, armed: true, channels: [['A', 5, 30]] }],
    ['ready=0 age=5', { ready: false, armed: undefined, channels: [] }],
    [
      'armed=0 A=10/0 B=0.0/100',
      {
        ready: false,
        armed: false,
        channels: [
          ['A', 10, 0],
          ['B', 0, 100],
        ],
      },
    ],
    ['ready=1 A=loud/30 Z=1.0/1 power=1.0/1', { ready: true, armed: undefined, channels: [] }],
    ['', { ready: false, armed: undefined, channels: [] }],
  ])('%j', (text, expected) => {
    const { channels, ...read } = readStatus(text.split(' '));
    const flat = [...channels].map(([id, { powerStops, lampPercent }]) => [id, powerStops, lampPercent]);
    expect({ ...read, channels: flat }).toEqual(expected);
  });
});

it.each([
  ['channels=AB fired=1 recycle=1200', { channels: ['A', 'B'], reportsFired: true }],
  ['channels=A-1', { channels: ['A'], reportsFired: false }],
  ['', { channels: [], reportsFired: false }],
])('readCapabilities %j', (text, expected) => {
  expect(readCapabilities(text.split(' '))).toEqual(expected);
});

it.each([
  ['studio-trigger/1 arduino-3-channels', 'arduino-3-channels'],
  ['Light Box 2', 'Light Box 2'],
  ['studio-trigger/1', ''],
])('readName %j', (text, name) => {
  expect(readName(text.split(' '))).toBe(name);
});

describe('wantedLight', () => {
  const scene: LightingScene = {
    id: 's',
    title: { fr: 's', en: 's' },
    flash: true,
    channels: [{ channel: 'B', powerStops: 6 }],
  };
  it('switches off what the scene does not mention', () => {
    expect([...wantedLight(scene, ['A', 'B'])]).toEqual([
      ['A', { powerStops: 0, lampPercent: 0 }],
      ['B', { powerStops: 6, lampPercent: 0 }],
    ]);
  });
  it('asks for a channel that the device did not name: its refusal is the message', () => {
    expect([...wantedLight(scene, []).keys()]).toEqual(['B']);
  });
});

it.each([
  [0, 1500],
  [1250, 1500],
  [2500, 3000],
])('a flash that recycles in %i ms is waited for %i ms', (recycleMs, waitMs) => {
  const profile: LightingProfile = {
    id: 'p',
    title: { fr: 'p', en: 'p' },
    engine: 'line-pulse',
    baudRate: 9600,
    settleMs: 0,
    answerMs: 100,
    recycleMs,
    armMs: 1000,
  };
  expect(recycleWaitMs(profile)).toBe(waitMs);
});
