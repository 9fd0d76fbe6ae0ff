import { systemClock } from '../../electron/base/clock.ts';
import type { Body } from '../../electron/devices/camera/body.ts';
import { meetBody } from '../../electron/devices/camera/meeting.ts';
import { enterPrivateHome } from '../../electron/devices/camera/private-home.ts';
import { knownQuirks } from '../../electron/devices/camera/quirks.ts';
import { type Make, startVirtualCamera, type VirtualCamera } from '../../electron/simulator/virtual-camera.ts';
import { type ControlLine, openControlLine } from './control-line.ts';
import { addon } from './native.ts';
import { type StubSubject, stubSubject } from './stub-subject.ts';

export type MetBody = {
  readonly body: Body;
  readonly virtual: VirtualCamera;
  /** What it photographs. */
  readonly subject: StubSubject;
  /** What the virtual body says of itself on its control connection. */
  state(): Promise<{ liveView: boolean; zoom: number; focus: { position: number; sharpAt: number }; frames: number }>;
  /** Somebody turns a dial of the body. */
  turn(property: string, value: string | number): Promise<void>;
  close(): Promise<void>;
};

/** A virtual body that was met through the real addon and stock libgphoto2, without a driver around it. */
export async function metBody(
  make: Make,
  options: { prepare?: (control: ControlLine) => Promise<unknown> } = {},
): Promise<MetBody> {
  const subject = stubSubject();
  const virtual = await startVirtualCamera({ model: make, subject, widthPx: 1504, litByTrigger: false, seed: 3 });
  const control = await openControlLine(virtual.controlPort);
  await options.prepare?.(control);
  const leaveHome = enterPrivateHome();
  const native = await addon().open(virtual.port);
  const body = await meetBody(native, systemClock, knownQuirks());
  return {
    body,
    virtual,
    subject,
    state: async () => (await control.send({ state: true })).state as Awaited<ReturnType<MetBody['state']>>,
    async turn(property, value) {
      const answer = await control.send({ turn: { property, value } });
      if (answer.ok !== true) throw new Error(JSON.stringify(answer));
    },
    async close() {
      await native.close();
      control.close();
      await virtual.close();
      await subject.close();
      leaveHome();
    },
  };
}
