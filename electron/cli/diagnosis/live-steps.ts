import type { CameraLink } from '../../devices/camera/camera-link.ts';
import { measureLiveView } from '../live-rate.ts';
import { type Diagnosis, type Examined, Skipped } from './diagnosis.ts';

const seconds = 3;
const middle = { x: 0.5, y: 0.5 };
const whole = { zoom: 1, at: middle, simulateExposure: true };

/** Live view, and what can be done while it runs. Leaves it off, whole, and the focus where it was within one step. */
export async function diagnoseLiveView(diagnosis: Diagnosis, { camera }: Examined): Promise<void> {
  const tools = camera.identity?.tools;
  const runs = await diagnosis.step('live view', async () => {
    if (!camera.identity?.liveView) throw new Skipped('the body has none');
    const { frames, fps, bytesPerFrame, p95GapMs, longestGapMs } = await measureLiveView(camera, { seconds });
    return `${frames} frames, ${fps} a second, ${bytesPerFrame} bytes each, gaps ${p95GapMs} ms at most in 95 %, ${longestGapMs} ms in all`;
  });
  const whileLive = (
    name: string,
    has: boolean | undefined,
    work: () => Promise<string>,
    otherwise = 'the body has no such tool',
  ): Promise<boolean> =>
    diagnosis.step(name, async () => {
      if (!runs) throw new Skipped('live view does not run');
      if (!has) throw new Skipped(otherwise);
      return await work();
    });
  await whileLive('magnified live view', (tools?.zoom.length ?? 0) > 0, async () => {
    const stood: number[] = [];
    for (const zoom of tools?.zoom ?? []) {
      stood.push((await camera.view({ ...whole, zoom })).zoom);
      await camera.frame();
    }
    await camera.view(whole);
    return `asked ${tools?.zoom.join(', ')}, stood ${stood.join(', ')}`;
  });
  const switchOff = async (): Promise<string> => {
    const off = await camera.view({ ...whole, simulateExposure: false });
    await camera.frame();
    await camera.view(whole);
    if (off.simulateExposure) throw new Skipped('the body goes on imitating the exposure');
    return 'off, and on again';
  };
  const menu = 'only the menu of the body, if it has such a tool';
  await whileLive('exposure simulation off', tools?.exposureSimulation, switchOff, menu);
  await whileLive('focus by steps', tools?.focus, async () => {
    const ends = await turnAndBack(camera);
    return `nearer, farther${ends ? ', at the lens’s end' : ''}`;
  });
  await whileLive('autofocus', tools?.autofocus, async () => {
    await camera.autofocus();
    return 'focused';
  });
  if (runs) {
    await diagnosis.step('live view ends', async () => {
      await camera.stopLiveView();
      return '';
    });
  }
}

async function turnAndBack(camera: CameraLink): Promise<boolean> {
  const near = await camera.focus(-1);
  const far = await camera.focus(1);
  return near.end || far.end;
}
