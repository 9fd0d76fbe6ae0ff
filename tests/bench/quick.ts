import { startVirtualCamera } from '../rigs/virtual-camera.ts';
import { usageOf } from './process-cost.ts';
import { gphoto2At } from './program.ts';
import { openStudioCamera } from './studio-camera.ts';

const camera = await startVirtualCamera({ widthPx: 1504, plain: true });
const n = Number(process.argv[2] ?? 3000);
async function prog() {
  const p = await gphoto2At(camera.address);
  const a = await p.run('--stdout', '--capture-movie=200');
  const b = await p.run('--stdout', `--capture-movie=${200 + n}`);
  process.stdout.write(
    `program fps ${((n / (b.ms - a.ms)) * 1000).toFixed(0)} cpu ${((b.cpuMs - a.cpuMs) / n).toFixed(3)} ms\n`,
  );
  await p.remove();
}
async function studio() {
  const c = await openStudioCamera(camera.address);
  for (let i = 0; i < 1000; i++) await c.link.frame();
  const u = usageOf(c.pid),
    me = process.cpuUsage(),
    t = performance.now();
  let bytes = 0;
  for (let i = 0; i < n; i++) bytes += (await c.link.frame()).byteLength;
  const ms = performance.now() - t,
    v = usageOf(c.pid),
    me2 = process.cpuUsage(me);
  process.stdout.write(
    `studio fps ${((n / ms) * 1000).toFixed(0)} cpu ${((v.cpuMs - u.cpuMs) / n).toFixed(3)} parent ${((me2.user + me2.system) / 1000 / n).toFixed(3)} bytes ${(bytes / n).toFixed(0)}\n`,
  );
  if (process.argv[3] === 'shoot') {
    for (let i = 0; i < 5; i++) {
      const t = performance.now();
      const r = await c.link.shoot('00000000-0000-0000-0000-000000000000', 5000);
      process.stdout.write(`shoot ${(performance.now() - t).toFixed(0)} ${r.ms.toFixed(0)} ${r.files.length}\n`);
    }
  }
  await c.link.close();
}
await studio();
await prog();
await studio();
await prog();
await camera.stop();
