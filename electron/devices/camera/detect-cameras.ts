import type { Clock } from '../../base/clock.ts';
import type { Spawn } from '../../base/supervised-child.ts';
import { cameraContract } from '../../contract/devices.ts';
import { SupervisedPeer } from './supervised-peer.ts';

const limitMs = 20_000;

/** USB bodies that can be tethered now, asked in a process that ends with the answer. `port` is an address. */
export async function detectCameras(options: {
  spawn: Spawn;
  /** Absolute path of the built camera process. */
  entry: string;
  clock: Clock;
}): Promise<{ model: string; port: string }[]> {
  const peer = new SupervisedPeer({
    ...options,
    contract: cameraContract,
    name: 'camera',
    codes: { lost: 'process-lost', stalled: 'camera-stalled' },
    onStart: () => {},
    onLost: () => {},
    onGaveUp: () => {},
  });
  peer.start();
  try {
    const { cameras } = await peer.call('detect', {}, limitMs);
    return cameras.filter(({ port }) => /^usb:\d{1,3},\d{1,3}$/.test(port));
  } finally {
    await peer.stop();
  }
}
