import { afterEach, describe, expect, it } from 'vitest';
import type { NeutralSettings, SettingName } from '../../electron/contract/settings.ts';
import { secondsOff } from '../../electron/devices/camera/clock.ts';
import { applySettings } from '../../electron/devices/camera/settings/apply.ts';
import { takeShot } from '../../electron/devices/camera/shot.ts';
import { readStatus } from '../../electron/devices/camera/status.ts';
import type { Make } from '../../electron/simulator/virtual-camera.ts';
import { type MetBody, metBody } from '../rigs/met-body.ts';

/** Neutral settings, status and clock of both makes, through stock libgphoto2. */
let met: MetBody | undefined;
afterEach(async () => {
  await met?.close();
  met = undefined;
});
const meet = async (...args: Parameters<typeof metBody>): Promise<MetBody> => {
  met = await metBody(...args);
  return met;
};

/** What only a hand changes on the body as it stands, and raw property and value of turning its mode dial off M. */
const bodies: {
  make: Make;
  byHand: readonly SettingName[];
  dial: { property: string; off: number; manual: number };
}[] = [
  { make: 'nikon', byHand: ['program', 'drive'], dial: { property: '500e', off: 2, manual: 1 } },
  { make: 'canon', byHand: ['program', 'focus'], dial: { property: 'd105', off: 0, manual: 3 } },
];

const asked: NeutralSettings[] = [
  { aperture: 11, shutterS: 1 / 60, iso: 400 },
  { aperture: 8, shutterS: 1 / 125, iso: 100 },
  { whiteBalance: 'kelvin', kelvin: 5200 },
  { whiteBalance: 'flash' },
  { format: 'raw+jpeg', size: 'small' },
  { format: 'jpeg', size: 'medium' },
  { format: 'raw' },
  { format: 'jpeg', size: 'large' },
  { target: 'ram' },
  { target: 'card' },
  { compensationEv: -0.67 },
  { compensationEv: 1 },
  { compensationEv: 0 },
  { metering: 'matrix' },
  { metering: 'centre' },
  { metering: 'spot' },
  { focus: 'continuous' },
  { focus: 'single' },
];

describe.each(bodies)('the virtual $make', ({ make, byHand, dial }) => {
  it('takes every setting, tells it back, and is not told what already stands', async () => {
    const { body } = await meet(make);
    const onlyByHand = (settings: NeutralSettings): boolean => byHand.some((name) => name in settings);
    for (const settings of asked.filter((one) => !onlyByHand(one))) {
      const first = await applySettings(body, settings);
      for (const { setting, outcome, got } of first) {
        expect([setting, outcome, got]).toEqual([setting, expect.stringMatching(/^(?:set|same)$/), settings[setting]]);
      }
      expect((await applySettings(body, settings)).map(({ outcome }) => outcome)).toEqual(first.map(() => 'same'));
    }
  });

  it('says what only a hand changes', async () => {
    const { body } = await meet(make);
    const others: Partial<Record<SettingName, NeutralSettings>> = {
      program: { program: 'aperture' },
      drive: { drive: 'self-timer' },
      focus: { focus: 'manual' },
    };
    for (const name of byHand) {
      const [result] = await applySettings(body, others[name] ?? {});
      expect(result).toMatchObject({ setting: name, outcome: 'read-only', key: expect.any(String) });
      expect(result?.got).not.toBe(result?.asked);
    }
  });

  it('says that aperture and shutter are for a hand when the dial is off M, and takes them when it is back', async () => {
    const { body, turn } = await meet(make);
    await turn(dial.property, dial.off);
    await body.events.drain(20, 500);
    const off = await applySettings(body, { program: 'manual', shutterS: 1 / 60 });
    expect(off.map(({ outcome }) => outcome)).toEqual(['read-only', 'read-only']);
    expect(body.identity.settings).toContain('shutterS');
    await turn(dial.property, dial.manual);
    await body.events.drain(20, 500);
    const back = await applySettings(body, { program: 'manual', shutterS: 1 / 60 });
    expect(back.map(({ outcome }) => outcome)).toEqual(['same', 'set']);
  });

  it('says so when the body keeps another value', async () => {
    const { body, virtual } = await meet(make);
    await applySettings(body, { iso: 200 });
    const clamps: Record<Make, { property: string; value: number }> = {
      nikon: { property: '500f', value: 800 },
      canon: { property: 'd103', value: 0x60 },
    };
    await virtual.play({ name: 'clamp', ...clamps[make] });
    expect(await applySettings(body, { iso: 400 })).toMatchObject([{ outcome: 'clamped', asked: 400, got: 800 }]);
  });

  it('tells battery, space, card and lens', async () => {
    const { body, virtual } = await meet(make);
    expect(await readStatus(body)).toEqual({
      batteryPercent: expect.any(Number),
      shotsLeft: expect.any(Number),
      card: 'ready',
      lens: expect.stringMatching(/\d+ ?mm/),
    });
    await virtual.play({ name: 'card-full' });
    await body.events.drain(20, 500);
    expect(await readStatus(body)).toMatchObject({ shotsLeft: 0, card: 'full' });
    await virtual.play({ name: 'none' });
    await virtual.play({ name: 'card-missing' });
    await body.events.drain(20, 500);
    expect(await readStatus(body)).toMatchObject({ card: 'none' });
    await virtual.play({ name: 'none' });
    await body.events.drain(20, 500);
    expect(await readStatus(body)).toMatchObject({ card: 'ready' });
  });

  it.each(['UTC', 'Europe/Paris', 'Australia/Sydney'])('has its clock set when it is met, in %s', async (zone) => {
    inZone(zone);
    const { body, subject } = await meet(make, { prepare: (control) => control.send({ turn: wrongClock[make] }) });
    const off = secondsOff(await body.native.getConfig('datetime'), Date.now());
    expect(Math.abs(off ?? Number.NaN)).toBeLessThanOrEqual(2);
    await takeShot(body, 10_000);
    const [shot] = subject.photographs;
    expect(Math.abs((shot?.exposure.takenAt.getTime() ?? 0) - Date.now())).toBeLessThan(10_000);
  });
});

const zoneOfThisComputer = process.env.TZ;
function inZone(zone: string | undefined): void {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
}
afterEach(() => inZone(zoneOfThisComputer));

const wrongClock: Record<Make, { property: string; value: string | number }> = {
  nikon: { property: '5011', value: '20150101T000000' },
  canon: { property: 'd113', value: 1_420_070_400 },
};
