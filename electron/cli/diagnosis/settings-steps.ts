import { CodedError } from '../../contract/errors.ts';
import { type NeutralSettings, type SettingResult, settingNames } from '../../contract/settings.ts';
import { type Diagnosis, type Examined, Skipped } from './diagnosis.ts';

/** Two values of each setting, so that one of them surely is another than the one that stands. */
const values: { [Name in keyof Required<NeutralSettings>]: [NeutralSettings, NeutralSettings] } = {
  aperture: [{ aperture: 8 }, { aperture: 11 }],
  shutterS: [{ shutterS: 1 / 125 }, { shutterS: 1 / 60 }],
  iso: [{ iso: 200 }, { iso: 400 }],
  whiteBalance: [{ whiteBalance: 'daylight' }, { whiteBalance: 'cloudy' }],
  kelvin: [
    { whiteBalance: 'kelvin', kelvin: 5200 },
    { whiteBalance: 'kelvin', kelvin: 4200 },
  ],
  format: [{ format: 'jpeg' }, { format: 'raw+jpeg' }],
  size: [
    { format: 'jpeg', size: 'large' },
    { format: 'jpeg', size: 'small' },
  ],
  target: [{ target: 'card' }, { target: 'ram' }],
  program: [{ program: 'manual' }, { program: 'aperture' }],
  drive: [{ drive: 'single' }, { drive: 'continuous' }],
  compensationEv: [{ compensationEv: 0 }, { compensationEv: 1 }],
  metering: [{ metering: 'matrix' }, { metering: 'spot' }],
  focus: [{ focus: 'single' }, { focus: 'manual' }],
};

/** Writes each setting twice, reads it back, and puts everything back as it was. */
export async function diagnoseSettings(diagnosis: Diagnosis, examined: Examined): Promise<void> {
  for (const name of settingNames) {
    await diagnosis.step(`setting ${name}`, async () => {
      if (!examined.camera.identity?.settings.includes(name)) throw new Skipped('the body has no such setting');
      const touched = new Set<string>();
      try {
        const told: string[] = [];
        for (const asked of values[name]) {
          const results = await examined.camera.apply(asked);
          for (const { key } of results) if (key !== undefined) touched.add(key);
          const result = results.find(({ setting }) => setting === name);
          told.push(judged(name, result));
        }
        return told.join(', then ');
      } finally {
        await restore(examined, touched);
      }
    });
  }
}

function judged(name: string, result: SettingResult | undefined): string {
  const { outcome = 'missing', asked = '', got = '–', key = '', label = '' } = result ?? {};
  if (outcome === 'set' || outcome === 'same') return `${got} by ${key} "${label}"`;
  if (outcome === 'missing') throw new Skipped('the body does not show it in its present mode');
  if (outcome === 'read-only') throw new Skipped(`only the body itself changes it; it stands at ${got}`);
  throw new CodedError('camera-setting-refused', { setting: name, asked, got, outcome });
}

/** What was read at the beginning is written again, the last first. Throws where the body does not take it back. */
async function restore({ camera, keys }: Examined, touched: ReadonlySet<string>): Promise<void> {
  for (const key of [...touched].reverse()) {
    const before = keys.find((known) => known.key === key);
    if (before?.value !== undefined && !before.readOnly) await camera.configure(key, String(before.value));
  }
}
