import type { OfferedShot } from '../../contract/devices.ts';
import { CodedError } from '../../contract/errors.ts';
import type { CameraLink } from '../../devices/camera/camera-link.ts';
import { type Diagnosis, type Examined, Skipped } from './diagnosis.ts';

/** How long a hand may take. */
const handMs = 60_000;
const recoveryMs = 60_000;

const words = {
  press: {
    fr: 'Appuyez sur le déclencheur de l’appareil (Entrée : passer).',
    en: 'Press the shutter button on the camera (Enter: skip).',
  },
  unplug: {
    fr: 'Débranchez l’appareil, ou éteignez-le, puis remettez-le (Entrée : passer).',
    en: 'Unplug the camera, or switch it off, and put it back (Enter: skip).',
  },
};

/** What only a hand can do. The picture that was asked of the hand stays on the card. */
export async function diagnoseByHand(diagnosis: Diagnosis, examined: Examined): Promise<void> {
  const { camera } = examined;
  await diagnosis.step('the button on the body', () =>
    asked(examined, words.press, async () => {
      const { shot } = await offered(camera);
      await camera.settle(
        shot.files.map(({ source }) => source),
        false,
      );
      const kinds = shot.files.map(({ kind }) => kind).join(' + ');
      if (!shot.complete) throw new CodedError('shot-incomplete', { expected: 'all', got: kinds });
      return `${kinds}, ${Math.round(shot.ms)} ms after the press`;
    }),
  );
  await diagnosis.step('unplugged and put back', () =>
    asked(examined, words.unplug, async () => {
      await lost(camera);
      const begun = performance.now();
      const why = camera.error?.code ?? '';
      await camera.whenReady(recoveryMs);
      return `${why}, ready again after ${Math.round(performance.now() - begun)} ms`;
    }),
  );
}

/** Rejects with `Skipped` when nobody does it. */
async function asked(
  { unattended, language, say, declined }: Examined,
  question: { fr: string; en: string },
  happens: () => Promise<string>,
): Promise<string> {
  if (unattended) throw new Skipped('unattended: nobody was asked');
  const refusal = declined();
  say(question[language]);
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      happens(),
      refusal.promise.then((): never => {
        throw new Skipped('whoever was asked did not want to');
      }),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Skipped(`nobody did it within ${handMs / 1000} s`)), handMs);
      }),
    ]);
  } finally {
    clearTimeout(timer);
    refusal.end();
  }
}

function offered(camera: CameraLink): Promise<OfferedShot> {
  return new Promise((resolve) => {
    const stop = camera.onOffered((shot) => {
      if (shot.origin !== 'body') return;
      stop();
      resolve(shot);
    });
  });
}

function lost(camera: CameraLink): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (camera.state !== 'lost' && camera.state !== 'recovering') return;
      stop();
      resolve();
    };
    const stop = camera.onState(look);
    look();
  });
}
