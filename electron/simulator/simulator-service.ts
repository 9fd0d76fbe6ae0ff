import { randomInt } from 'node:crypto';
import type { simulatorContract } from '../contract/devices.ts';
import { CodedError } from '../contract/errors.ts';
import type { Handlers } from '../contract/rpc.ts';
import { createPlainSubject } from './plain-subject.ts';
import { strikePose } from './scene-state.ts';
import type { Subject } from './subject-port.ts';
import { startVirtualCamera, type VirtualCamera } from './virtual-camera.ts';

export type SimulatorService = {
  readonly handlers: Handlers<typeof simulatorContract>;
  /** Switches the camera off, if one is on. */
  stop(): Promise<void>;
};

/** Plays one camera at a time: `start` switches off what was on. */
export function createSimulatorService(
  createSubject: (options: { seed: number }) => Subject,
  onUnexpected: (error: unknown) => void,
): SimulatorService {
  let playing: { camera: VirtualCamera; subject: Subject } | null = null;

  async function stop(): Promise<void> {
    const stopping = playing;
    playing = null;
    await stopping?.camera.close();
    await stopping?.subject.close();
  }

  return {
    stop,
    handlers: {
      async start({ model, seed = randomInt(2 ** 31), widthPx, litByTrigger, plain }) {
        await stop();
        const subject = plain ? createPlainSubject({ seed }) : createSubject({ seed });
        const camera = await startVirtualCamera({ model, subject, seed, widthPx, litByTrigger, onUnexpected });
        playing = { camera, subject };
        return { port: camera.port, controlPort: camera.controlPort };
      },
      pose({ pose }) {
        if (!playing) throw new CodedError('camera-not-found', { address: 'sim' });
        strikePose(playing.camera.scene, pose);
        return {};
      },
      async stop() {
        await stop();
        return {};
      },
    },
  };
}
