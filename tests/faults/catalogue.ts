import { Harmed } from './harm.ts';
import { InMemory } from './in-memory.ts';
import { cutPoints, failPoints, fullPoints, harmPoints, killPoints, type NamedPoint, secondDeaths } from './points.ts';
import type { Pool } from './pool.ts';
import { type SceneName, sceneNames } from './scenes.ts';

/** Every point there is: each scene is run once undisturbed, in memory and on the disk, to learn its operations. */
export async function allPoints(pool: Pool): Promise<NamedPoint[]> {
  const memory = new InMemory();
  const harmed = new Harmed();
  const disk = await pool.onDisk();
  try {
    const inMemory = new Map<SceneName, string[]>();
    const onDisk = new Map<SceneName, string[]>();
    for (const scene of sceneNames) {
      inMemory.set(scene, await memory.operations(scene));
      onDisk.set(scene, await disk.operations(scene));
    }
    return [
      ...sceneNames.flatMap((scene) => killPoints(scene, onDisk.get(scene) ?? [])),
      ...secondDeaths('kill', onDisk, 11),
      ...sceneNames.flatMap((scene) => failPoints('real', scene, onDisk.get(scene) ?? [])),
      ...sceneNames.flatMap((scene) => failPoints('fail', scene, inMemory.get(scene) ?? [])),
      ...sceneNames.flatMap((scene) => cutPoints(scene, inMemory.get(scene) ?? [])),
      ...secondDeaths('cut', inMemory, 3),
      ...(pool.unmountable === undefined ? fullPoints() : []),
      ...harmPoints(await harmed.all()),
    ];
  } finally {
    memory.remove();
    harmed.remove();
    await disk.remove();
  }
}
