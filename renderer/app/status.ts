import { parseStoreAddress } from '../../electron/contract/addresses.ts';
import type { CameraView, DeviceState } from '../../electron/contract/camera-view.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import type { Language } from '../../electron/contract/text.ts';
import { percent } from '../i18n/format.ts';
import { type Key, plural, translate } from '../i18n/translate.ts';
import { isUp } from './commands.ts';

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
const cardStates = { full: 'status.card-full', none: 'status.card-none', unusable: 'status.card-unusable' } as const;
const storeTones = { unknown: 'off', ready: 'good', failed: 'advise' } as const;

/** Fewer pictures than this left on the card are worth a look before a series begins. */
const fewShots = 50;
const lowBattery = 20;

/** Camera, light, store and card in the operator's words. */
export function statusPills(snapshot: Snapshot, language: Language): Pill[] {
  const { camera, trigger, store, connections } = snapshot;
  const pills: Pill[] = [
    cameraPill(camera, language),
    {
      id: 'light',
      tone: trigger.asleep && trigger.state === 'ready' ? 'off' : deviceTones[trigger.state],
      text: translate(language, `status.light.${lightWord(trigger)}`),
    },
    store.address === ''
      ? { id: 'store', tone: 'off', text: translate(language, 'status.store.none') }
      : {
          id: 'store',
          tone: storeTones[store.state],
          text: translate(language, storeWord(store), {
            store: nameOf(store.address, connections.stores) ?? storeName(store.address, language),
          }),
        },
  ];
  if (isUp(camera)) pills.push(card(camera, language));
  return pills;
}

/** A store that says no does answer. */
function storeWord({ state, error }: Snapshot['store']): Key {
  const isSilent = error === undefined || error.code === 'store-unreachable' || error.code === 'store-timeout';
  return state === 'failed' && !isSilent ? 'status.store.refuses' : `status.store.${state}`;
}

/** A light that is up is armed, asleep, or waits for a step that needs it. */
function lightWord({ state, armed, asleep }: Snapshot['trigger']): DeviceState | 'armed' | 'asleep' {
  if (state !== 'ready' && state !== 'busy') return state;
  return armed ? 'armed' : asleep ? 'asleep' : state;
}

/** The camera in a few words: its name and battery, or what is the matter with it. */
export function cameraPill(camera: CameraView, language: Language): Pill {
  const { state, model, batteryPercent: battery, progress } = camera;
  const low = isUp(camera) && battery !== undefined && battery < lowBattery;
  const name = [
    model ?? translate(language, 'status.camera.unnamed'),
    battery === undefined ? '' : percent(battery / 100, language),
    low ? translate(language, 'status.battery-low') : '',
    progress === undefined ? '' : translate(language, 'status.transferring', { share: percent(progress, language) }),
  ];
  return {
    id: 'camera',
    tone: low ? 'advise' : deviceTones[state],
    text: translate(language, `status.camera.${state}`, { camera: name.filter((part) => part).join(' · ') }),
  };
}

export function card({ shotsLeft, card: state }: CameraView, language: Language): Pill {
  if (state && state !== 'ready') return { id: 'card', tone: 'block', text: translate(language, cardStates[state]) };
  if (shotsLeft === undefined) return { id: 'card', tone: 'off', text: translate(language, 'status.card-unknown') };
  const tone = shotsLeft === 0 ? 'block' : shotsLeft < fewShots ? 'advise' : 'good';
  return { id: 'card', tone, text: plural(language, 'status.card', shotsLeft) };
}

/** As the department calls it, where it is one of its own. */
function nameOf(address: string, stores: Snapshot['connections']['stores']): string | undefined {
  return stores.find((store) => store.address === address)?.name;
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
