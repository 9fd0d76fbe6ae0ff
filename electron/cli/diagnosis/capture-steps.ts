import { newId } from '../../base/uid.ts';
import { CodedError } from '../../contract/errors.ts';
import type { NeutralSettings } from '../../contract/settings.ts';
import { megabytes } from '../output.ts';
import { type Diagnosis, type Examined, Skipped } from './diagnosis.ts';

const shotTimeoutMs = 30_000;

/** Photographs to the card, as a pair, and to the body's memory. What it photographed it deletes again, and nothing else. */
export async function diagnoseCapture(diagnosis: Diagnosis, { camera }: Examined): Promise<void> {
  const capture = async (asked: NeutralSettings, kinds: readonly string[]): Promise<string> => {
    for (const { setting, outcome } of await camera.apply(asked)) {
      if (outcome !== 'set' && outcome !== 'same') throw new Skipped(`the body has no such ${setting} (${outcome})`);
    }
    const begun = performance.now();
    const { files, complete, ms } = await camera.shoot(newId(), shotTimeoutMs);
    const wholeMs = Math.round(performance.now() - begun);
    await camera.settle(
      files.map(({ source }) => source),
      true,
    );
    const got = files.map(({ kind }) => kind);
    if (!complete || got.join() !== kinds.join()) {
      throw new CodedError('shot-incomplete', { expected: kinds.join('+'), got: got.join('+') || 'nothing' });
    }
    const sizes = files.map(({ kind, data }) => `${kind} ${megabytes(data.byteLength)}`).join(' + ');
    return `${sizes}, ${Math.round(ms)} ms to the last byte, ${wholeMs} ms in all`;
  };
  await diagnosis.step('JPEG to the card', () => capture({ format: 'jpeg', target: 'card' }, ['jpeg']));
  await diagnosis.step('RAW and JPEG as one shot', () =>
    capture({ format: 'raw+jpeg', target: 'card' }, ['jpeg', 'raw']),
  );
  await diagnosis.step('JPEG to the memory', () => capture({ format: 'jpeg', target: 'ram' }, ['jpeg']));
}
