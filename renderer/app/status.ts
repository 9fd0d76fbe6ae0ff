import { parseStoreAddress } from '../../electron/contract/addresses.ts';
import type { Snapshot } from '../../electron/contract/studio.ts';
import type { Language } from '../../electron/contract/text.ts';
import { percent } from '../i18n/format.ts';
import { plural, translate } from '../i18n/translate.ts';

/** How something stands, before any word: each tone has its own shape and its own colour. */
export type Tone = 'good' | 'advise' | 'block' | 'busy' | 'off';
export type Pill = { id: 'camera' | 'light' | 'store' | 'card'; tone: Tone; text: string };

const deviceTones = {
  none: 'off',
  connecting: 'busy',
  ready: 'good',
  busy: 'good',
  lost: 'block',
  recovering: 'busy',
  failed: 'block',
} as const;
const storeTones = { unknown: 'off', ready: 'good', failed: 'advise' } as const;

/** Fewer pictures than this left on the card are worth a look before a series begins. */
const fewShots = 50;
const lowBattery = 20;

/** Camera, light, store and card in the operator's words. */
export function statusPills(snapshot: Snapshot, language: Language): Pill[] {
  const { camera, trigger, store } = snapshot;
  const battery = camera.batteryPercent;
  const cameraUp = camera.state === 'ready' || camera.state === 'busy';
  const name = [
    camera.model ?? translate(language, 'status.camera.unnamed'),
    battery === undefined ? '' : percent(battery / 100, language),
  ];
  const cameraTone = cameraUp && battery !== undefined && battery < lowBattery ? 'advise' : deviceTones[camera.state];
  const pills: Pill[] = [
    {
      id: 'camera',
      tone: cameraTone,
      text: translate(language, `status.camera.${camera.state}`, { camera: name.filter((part) => part).join(' · ') }),
    },
    {
      id: 'light',
      tone: deviceTones[trigger.state],
      text: translate(language, `status.light.${trigger.state}`),
    },
    store.address === ''
      ? { id: 'store', tone: 'off', text: translate(language, 'status.store.none') }
      : {
          id: 'store',
          tone: storeTones[store.state],
          text: translate(language, `status.store.${store.state}`, { store: storeName(store.address, language) }),
        },
  ];
  if (cameraUp) pills.push(card(camera.shotsLeft, language));
  return pills;
}

function card(shotsLeft: number | undefined, language: Language): Pill {
  if (shotsLeft === undefined) return { id: 'card', tone: 'off', text: translate(language, 'status.card-unknown') };
  const tone = shotsLeft === 0 ? 'block' : shotsLeft < fewShots ? 'advise' : 'good';
  return { id: 'card', tone, text: plural(language, 'status.card', shotsLeft) };
}

/** A store's address in a word or two: `Dossier`, `PACS pacs.example`, `PACS ARCHIVE`. */
export function storeName(address: string, language: Language): string {
  try {
    const parsed = parseStoreAddress(address);
    if (parsed.kind === 'folder') return translate(language, 'status.store.folder');
    const host = parsed.kind === 'dicom' ? parsed.calledAet : new URL(parsed.url).hostname;
    return `${translate(language, 'status.store.pacs')} ${host}`;
  } catch {
    return address;
  }
}
