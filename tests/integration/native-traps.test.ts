import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { response } from '../../electron/simulator/ptp/codes.ts';
import { startPtpIpServer } from '../../electron/simulator/ptpip-server.ts';
import type { VirtualCamera } from '../../electron/simulator/virtual-camera.ts';
import type { NativeCamera } from '../../native/addon.ts';
import {
  addon,
  cameraThreads,
  eventsUntil,
  faultOf,
  inChild,
  portOf,
  startBody,
  startTap,
  until,
} from '../rigs/native.ts';

/** What stock libgphoto2 does to a process, and that the addon keeps it from happening. */
let body: VirtualCamera;
beforeEach(async () => {
  body = await startBody({ seed: 11 });
});
afterEach(async () => {
  await body.close();
});

const closeSession = 0x1003;

async function opened<T>(use: (camera: NativeCamera) => Promise<T>, port = body.port): Promise<T> {
  const camera = await addon().open(port);
  try {
    return await use(camera);
  } finally {
    await camera.close();
  }
}

describe('addresses', () => {
  test('the event channel goes to the event port', async () => {
    const commands = await startTap(portOf(body));
    const events = await startTap(portOf(body));
    await opened(async (camera) => await camera.getConfig('iso'), `ptpip:127.0.0.1:${commands.port}:${events.port}`);
    expect(commands.opened).toEqual([1]);
    expect(events.opened).toEqual([3]);
    await commands.close();
    await events.close();
  });

  test.each([
    ['without an event port', (port: number) => `ptpip:127.0.0.1:${port}`],
    ['by name', (port: number) => `ptpip:localhost:${port}:${port}`],
    ['with something behind', (port: number) => `ptpip:127.0.0.1:${port}:${port}:1`],
  ])('a port %s is refused before anything is sent', async (_, path) => {
    const tap = await startTap(portOf(body));
    expect((await faultOf(addon().open(path(tap.port)))).gphotoCode).toBe(-2);
    expect(tap.opened).toEqual([]);
    await tap.close();
  });

  test('of two bodies each is found at its own port', async () => {
    const other = await startBody({ seed: 22 });
    const serial = async (port: string): Promise<string> =>
      await opened(async (camera) => String((await camera.getConfig('serialnumber')).value), port);
    expect(await serial(other.port)).toMatch(/6000022$/);
    expect(await serial(body.port)).toMatch(/6000011$/);
    await other.close();
  });

  test.each([
    ['usb:250,250', undefined, -105],
    ['nowhere:1', undefined, -5],
    ['ptpip:127.0.0.1:9:9', 'No such camera', -105],
  ])('%s is not taken for a body that is there', async (port, model, code) => {
    const fault = await faultOf(addon().open(port, model === undefined ? {} : { model }));
    expect(fault.gphotoCode).toBe(code);
  });
});

describe('descriptors', () => {
  test('standard input outlives a PTP/IP session', async () => {
    const child = await inChild(
      `const fs = require('node:fs');
      const before = fs.fstatSync(0).ino;
      const camera = await addon.open(port);
      await camera.close();
      print(fs.fstatSync(0).ino === before);
      process.exit();`,
      body.port,
    );
    expect(child).toMatchObject({ code: 0, stdout: 'true\n' });
  });

  test('more than select can wait for is an error, not an abort', async () => {
    const child = await inChild(
      `const fs = require('node:fs');
      const taken = Array.from({ length: 1100 }, () => fs.openSync('/dev/null'));
      await addon.open(port).catch((error) => print(error.gphotoCode));
      for (const descriptor of taken) fs.closeSync(descriptor);
      const camera = await addon.open(port);
      await camera.close();
      print('open again');
      process.exit();`,
      body.port,
    );
    expect(child).toMatchObject({ code: 0, signal: null, stdout: '-8\n"open again"\n' });
  });

  test('none is left behind by a body that does not let us in', async () => {
    const unwilling = await startPtpIpServer({
      responder: {
        name: 'unwilling',
        guid: new Uint8Array(16),
        answer: async () => ({ code: response.generalError }),
        onConnected: () => {},
        disconnected: () => {},
      },
      interference: { beforeAnswer: async () => {}, cutAfterBytes: () => null, slow: null },
      onUnexpected: (error) => {
        throw error;
      },
    });
    const child = await inChild(
      `const fs = require('node:fs');
      const sockets = () => fs.readdirSync('/proc/self/fd').filter((name) => {
        try { return fs.readlinkSync('/proc/self/fd/' + name).startsWith('socket:'); } catch { return false; }
      }).length;
      const before = sockets();
      let code;
      for (let i = 0; i < 5; i++) await addon.open(port).catch((error) => { code = error.gphotoCode; });
      print([sockets() - before, code]);
      process.exit();`,
      `ptpip:127.0.0.1:${unwilling.port}:${unwilling.port}`,
    );
    await unwilling.close();
    expect(child).toMatchObject({ code: 0, stdout: '[0,-1]\n' });
  });
});

describe('the link', () => {
  test('small packets are not held back', async () => {
    // Held back, each write waits 40 ms for the peer's delayed acknowledgement; the quickest of many tells.
    const quickest = await opened(async (camera) => {
      let least = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 30; i++) {
        const started = performance.now();
        await camera.setConfig('iso', i % 2 === 0 ? '400' : '800');
        least = Math.min(least, performance.now() - started);
      }
      return least;
    });
    expect(quickest).toBeLessThan(25);
  });

  test('a press of the body’s button is seen by short waits', async () => {
    await opened(async (camera) => {
      expect(await camera.waitForEvent(1)).toEqual({ type: 'timeout' });
      const [files] = await Promise.all([
        body.pressShutter(),
        eventsUntil(camera, (events) => events.some((event) => event.type === 'file-added')),
      ]);
      expect(files).toEqual(['DSC_0001.JPG']);
    });
  });
});

describe('the camera thread', () => {
  test('sleeps no longer than it is told, is not disturbed by signals, and ends with the camera', async () => {
    await opened(async (camera) => {
      await camera.getConfig('iso');
      const [thread] = await cameraThreads();
      expect(await readFile(`/proc/${thread}/timerslack_ns`, 'utf8')).toBe('1000\n');
      const status = await readFile(`/proc/self/task/${thread}/status`, 'utf8');
      const blocked = BigInt(`0x${/^SigBlk:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
      const childEnded = 17n;
      expect((blocked >> (childEnded - 1n)) & 1n).toBe(1n);
    });
    await until(async () => (await cameraThreads()).length === 0);
  });

  test('ends with a forgotten camera, once it is collected', async () => {
    const child = await inChild(
      `require('node:v8').setFlagsFromString('--expose-gc');
      const gc = require('node:vm').runInNewContext('gc');
      const fs = require('node:fs');
      const threads = () => fs.readdirSync('/proc/self/task').filter(
        (thread) => fs.readFileSync('/proc/self/task/' + thread + '/comm', 'utf8') === 'camera\\n').length;
      await (async () => { await (await addon.open(port)).getConfig('iso'); })();
      print(threads());
      while (threads() > 0) { gc(); await new Promise((resolve) => setTimeout(resolve, 5)); }
      print('closed');`,
      body.port,
    );
    expect(child).toMatchObject({ code: 0, stdout: '1\n"closed"\n' });
  });

  test('has its own locale: texts are UTF-8 whatever the process speaks', async () => {
    const child = await inChild(
      `const camera = await addon.open(port);
      await camera.setConfig('artist', 'Jürgen 東');
      print((await camera.getConfig('artist')).value);
      print((await camera.getConfig('f-number')).value);
      await camera.close();`,
      body.port,
      { LC_ALL: 'POSIX', LANG: 'POSIX' },
    );
    expect(child).toMatchObject({ code: 0, stdout: '"Jürgen 東"\n"f/16"\n' });
  });
});

test('the library speaks English in a process that speaks German', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'native-'));
  try {
    // Node leaves the process in the C locale; Electron takes the user's.
    const source = join(folder, 'speak.c');
    const library = join(folder, 'speak.so');
    await writeFile(
      source,
      '#include <locale.h>\n__attribute__((constructor)) static void f(void) { setlocale(LC_ALL, ""); }\n',
    );
    await promisify(execFile)('cc', ['-shared', '-fPIC', '-o', library, source]);
    const nobody = 'ptpip:127.0.0.1:1:1';
    const german = { LC_ALL: 'C.UTF-8', LANGUAGE: 'de' };
    const stock = await inChild(
      `const { spawnSync } = require('node:child_process');
      process.stdout.write(spawnSync('gphoto2', ['--port', port, '--summary'], { encoding: 'utf8' }).stderr);`,
      nobody,
      german,
    );
    expect(stock.stdout).toContain('I/O-Problem');
    const child = await inChild('await addon.open(port)', nobody, { ...german, LD_PRELOAD: library });
    expect(JSON.parse(child.stdout)).toEqual({ code: -7, message: 'open: I/O problem' });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

describe('the end of the process', () => {
  const open = 'const camera = await addon.open(port);';
  test.each([
    ['with an idle camera, which does not hold the process', open],
    ['by process.exit with an idle camera', `${open} process.exit(0);`],
    ['by process.exit in the middle of a call', `${open} camera.preview(); camera.getConfig('iso'); process.exit(0);`],
    ['while opening', `addon.open(port); process.exit(0);`],
    ['with a forgotten promise', `${open} camera.getConfig('iso');`],
    ['right after close began', `${open} camera.close(); process.exit(0);`],
  ])('%s is orderly', async (_, script) => {
    const tap = await startTap(portOf(body));
    const child = await inChild(script, `ptpip:127.0.0.1:${tap.port}:${tap.port}`);
    expect(child).toMatchObject({ code: 0, signal: null, stderr: '' });
    // Stopped before it began to open, it has nothing to close.
    if (tap.operations.length > 0) expect(tap.operations.at(-1)).toBe(closeSession);
    await tap.close();
  });

  test('and the end of a worker’s environment', async () => {
    const child = await inChild(
      `const { Worker } = require('node:worker_threads');
      const worker = new Worker(
        "const { parentPort, workerData } = require('node:worker_threads');" +
        "require(workerData.path).open(workerData.port).then((camera) => { globalThis.camera = camera;" +
        "camera.getConfig('iso'); setInterval(() => {}, 1000); parentPort.postMessage('open'); });",
        { eval: true, workerData: { path: process.argv[1], port } });
      await new Promise((resolve) => worker.once('message', resolve));
      print(await worker.terminate());`,
      body.port,
    );
    expect(child).toMatchObject({ code: 0, signal: null, stderr: '' });
    await until(() => !body.connected);
  });
});

describe('loading', () => {
  test('of camera drivers only ptp2 is loaded', async () => {
    const child = await inChild(
      'await addon.detect(); const camera = await addon.open(port); await camera.close();',
      body.port,
      { LD_DEBUG: 'files' },
    );
    const drivers = new Set(
      child.stderr.match(/\/libgphoto2\/[^/\s]+\/\w+\.so/g)?.map((path) => path.split('/').at(-1)),
    );
    expect([...drivers]).toEqual(['ptp2.so']);
  });

  test('bytes are JavaScript’s own: Electron forbids any other', async () => {
    const child = await inChild(
      `const camera = await addon.open(port);
      await camera.setConfig('capturetarget', 'Memory card');
      await camera.trigger();
      let event = { type: 'timeout' };
      while (event.type !== 'file-added') event = await camera.waitForEvent(10);
      const before = process.memoryUsage().arrayBuffers;
      const bytes = await camera.download(event.folder, event.name);
      const grown = process.memoryUsage().arrayBuffers - before;
      print(bytes.byteLength > 1000 && grown >= bytes.byteLength);
      await camera.close();`,
      body.port,
    );
    expect(child).toMatchObject({ code: 0, stdout: 'true\n' });
  });
});
