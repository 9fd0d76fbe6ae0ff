import type { LightingScene } from '../../contract/lighting.ts';
import { triggerValues } from '../../contract/studio-trigger.ts';

/** Stops and percent of one channel; 0 is off. */
export type ChannelLight = { powerStops: number; lampPercent: number };

/** A device's `STAT`. What it does not mention is absent: other makers' firmware may say less than ours. */
export type TriggerStatus = {
  ready: boolean;
  armed: boolean | undefined;
  channels: ReadonlyMap<string, ChannelLight>;
};

export function readStatus(values: readonly string[]): TriggerStatus {
  const table = triggerValues(values);
  const armed = table.get('armed');
  const channels = new Map<string, ChannelLight>();
  for (const [key, value] of table) {
    const light = /^(\d+(?:\.\d+)?)\/(\d+)$/.exec(value);
    if (light && /^[A-H]$/.test(key))
      channels.set(key, { powerStops: Number(light[1]), lampPercent: Number(light[2]) });
  }
  return { ready: table.get('ready') === '1', armed: armed === undefined ? undefined : armed === '1', channels };
}

/** A device's `CAP`: the channels it has, and whether it sees its own flash. */
export function readCapabilities(values: readonly string[]): { channels: readonly string[]; reportsFired: boolean } {
  const table = triggerValues(values);
  return {
    channels: [...(table.get('channels') ?? '')].filter((letter) => /^[A-H]$/.test(letter)),
    reportsFired: table.get('fired') === '1',
  };
}

/** A device's `ID` without the protocol's own name; empty when it says nothing more. */
export function readName(values: readonly string[]): string {
  return values.filter((word) => !word.startsWith('studio-trigger/')).join(' ');
}

/**
 * What each channel has to be for a scene. What the scene does not mention is off: a second light would put a second
 * reflex into the eye.
 */
export function wantedLight(scene: LightingScene, known: Iterable<string>): Map<string, ChannelLight> {
  const wanted = new Map<string, ChannelLight>();
  for (const channel of known) wanted.set(channel, { powerStops: 0, lampPercent: 0 });
  for (const { channel, powerStops = 0, lampPercent = 0 } of scene.channels) {
    wanted.set(channel, { powerStops, lampPercent });
  }
  return wanted;
}
