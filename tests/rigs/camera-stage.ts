import { expect, onTestFinished } from 'vitest';
import type { ShotResult } from '../../electron/contract/devices.ts';
import type { NeutralSettings } from '../../electron/contract/settings.ts';
import type { Make, VirtualCamera } from '../../electron/simulator/virtual-camera.ts';
import { type CameraUnderTest, cameraUnderTest } from './camera-under-test.ts';

/** Every make that is played. */
export const makes: readonly Make[] = ['nikon', 'canon'];

export const shotMs = 5000;
export const coded = (code: string): unknown => expect.objectContaining({ code });

/** The driver with an opened virtual body, and what is needed to say where each of its files has gone. */
export type Stage = CameraUnderTest & {
  readonly virtual: VirtualCamera;
  readonly shots: ShotResult[];
  /** As `driver.shoot`, noted. */
  shoot(timeoutMs?: number): Promise<ShotResult>;
  /** Waits until so many shots were offered, and no more within a second look. */
  offers(count: number): Promise<void>;
  /** Hashes of all that was handed over or offered, sorted; twice what came twice. */
  had(): string[];
  /** Hashes of all that the shutter ever made, sorted. */
  made(): Promise<string[]>;
};

/** Call within a test: it ends with it. */
export async function stageOf(
  model: Make,
  settings: NeutralSettings = { format: 'raw+jpeg', target: 'card' },
  options: { widthPx?: number; cardBytes?: number } = {},
): Promise<Stage> {
  const camera = await cameraUnderTest({ own: true, model, ...options });
  onTestFinished(() => camera.close());
  const { driver, virtual, offered } = camera;
  if (!virtual) throw new Error('Faults are played on a virtual camera.');
  await driver.open(camera.port);
  await driver.reconcile(null);
  await driver.apply(settings);
  const shots: ShotResult[] = [];
  const all = (): ShotResult[] => [...shots, ...offered.map(({ shot }) => shot)];
  return {
    ...camera,
    virtual,
    shots,
    async shoot(timeoutMs = shotMs) {
      const shot = await driver.shoot(timeoutMs);
      shots.push(shot);
      return shot;
    },
    async offers(count) {
      await expect.poll(() => offered.length, { timeout: 8000 }).toBe(count);
    },
    had: () =>
      all()
        .flatMap(({ files }) => files.map(({ sha256 }) => sha256))
        .sort(),
    made: async () => (await virtual.produced()).map(({ sha256 }) => sha256).sort(),
  };
}

export const kindsOf = ({ files }: ShotResult): string[] => files.map(({ kind }) => kind);
export const namesOf = ({ files }: ShotResult): string[] => files.map(({ name }) => name);
/** The name before the dot, once for each that there is. */
export const stemsOf = (shot: ShotResult): string[] => [
  ...new Set(namesOf(shot).map((name) => name.replace(/\..*$/, ''))),
];
