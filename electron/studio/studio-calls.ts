import type { Patient } from '../contract/patient.ts';
import type { Handlers } from '../contract/rpc.ts';
import type { studioContract } from '../contract/studio.ts';
import type { Outbox } from '../stores/outbox.ts';
import type { CameraPort, TriggerPort } from './ports.ts';
import type { SessionRunner } from './session-runner.ts';

/** What calls command. */
export type Commands = {
  /** Throws `session-none` while no session is on screen. */
  readonly runner: SessionRunner;
  openSession(input: { patient: Patient; protocol: string }): Promise<string>;
  resumeSession(id: string): Promise<void>;
  pauseSession(): void;
  closeSession(): Promise<string | null>;
  checkStore(): Promise<void>;
};

/** What one page's calls do. `wants` starts and ends that page's wish for live view. */
export function studioCalls(
  studio: Commands,
  { camera, trigger, outbox }: { camera: CameraPort; trigger: TriggerPort; outbox: Outbox },
  wants: (on: boolean) => Promise<void>,
): Handlers<typeof studioContract> {
  const after = async (work: Promise<void>): Promise<Record<string, never>> => {
    await work;
    return {};
  };
  return {
    'session.open': async ({ patient, protocol }) => ({ session: await studio.openSession({ patient, protocol }) }),
    'session.resume': ({ session }) => after(studio.resumeSession(session)),
    'session.pause': () => {
      studio.pauseSession();
      return {};
    },
    'session.close': async () => ({ job: await studio.closeSession() }),
    'shot.take': async () => after(studio.runner.take()),
    'shot.accept': async () => after(studio.runner.accept()),
    'shot.retake': async () => after(studio.runner.retake()),
    'step.select': async ({ step }) => after(studio.runner.select(step)),
    'step.skip': async ({ reason }) => after(studio.runner.skip(reason)),
    'step.defer': async () => after(studio.runner.defer()),
    'camera.reconnect': () => after(camera.reconnect()),
    'trigger.reconnect': () => after(trigger.reconnect()),
    'outbox.retry': ({ job }) => after(outbox.retry(job)),
    'store.check': () => after(studio.checkStore()),
    'liveview.want': ({ on }) => after(wants(on)),
  };
}
