import type { Body } from '../../electron/devices/camera/body.ts';
import { meetBody } from '../../electron/devices/camera/meeting.ts';
import { knownQuirks } from '../../electron/devices/camera/quirks.ts';
import { choice, eagerClock, type FakeNativeCamera, fakeNativeCamera } from './fake-native-camera.ts';

export type FakeBody = { body: Body; native: FakeNativeCamera; clock: ReturnType<typeof eagerClock> };

/** A Nikon in memory, as the driver knows it after meeting it. */
export async function fakeBody(prepare: (native: FakeNativeCamera) => void = () => {}): Promise<FakeBody> {
  const clock = eagerClock();
  const native = fakeNativeCamera(clock);
  const entries = [
    choice('manufacturer', 'Nikon Corporation', [], true),
    choice('cameramodel', 'D750', [], true),
    choice('capturetarget', 'Memory card', ['Internal RAM', 'Memory card']),
    choice('imagequality', 'JPEG Fine', [
      'JPEG Basic',
      'JPEG Normal',
      'JPEG Fine',
      'NEF (Raw)',
      'NEF+Normal',
      'NEF+Fine',
    ]),
    choice('f-number', 'f/5.6', ['f/5.6', 'f/8', 'f/11']),
  ];
  for (const entry of entries) native.entries.set(entry.key, entry);
  prepare(native);
  const body = await meetBody(native, clock, knownQuirks());
  native.calls.length = 0;
  return { body, native, clock };
}
