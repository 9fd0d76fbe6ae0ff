import { join } from 'node:path';
import { systemClock } from '../../electron/base/clock.ts';
import { silentLog } from '../../electron/base/log.ts';
import { findRoot } from '../../electron/base/places.ts';
import { forkSpawn, type Spawn } from '../../electron/base/supervised-child.ts';
import { parseCameraAddress } from '../../electron/contract/addresses.ts';
import { createCameraLink } from '../../electron/devices/camera/camera-client.ts';
import type { CameraLink } from '../../electron/devices/camera/camera-link.ts';

/** The camera as the studio holds it, and which process owns it. */
export type StudioCamera = { link: CameraLink; readonly pid: number };

export async function openStudioCamera(address: string): Promise<StudioCamera> {
  const entry = (name: string): string => join(findRoot(import.meta.dirname), 'out', 'main', `${name}.js`);
  let pid = 0;
  const spawn: Spawn = (path, env) => {
    const child = forkSpawn(path, env);
    pid = child.pid ?? 0;
    return child;
  };
  const link = createCameraLink({
    address: parseCameraAddress(address),
    spawn,
    entries: { camera: entry('camera'), simulator: entry('simulator') },
    clock: systemClock,
    log: silentLog,
    litByTrigger: false,
  });
  await link.open();
  return {
    link,
    get pid() {
      return pid;
    },
  };
}
