import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { newId } from '../../base/uid.ts';
import { CodedError } from '../../contract/errors.ts';
import { neutralSettings } from '../../contract/settings.ts';
import type { CameraLink } from '../../devices/camera/camera-link.ts';
import { cameraAt, listCameras } from '../../host/cameras.ts';
import { type Context, outputOf } from '../context.ts';
import { interruptible } from '../interruptible.ts';
import { measureLiveView } from '../live-rate.ts';
import { oneOrMore, positive } from '../option-values.ts';
import { megabytes } from '../output.ts';
import { makeFolder, writeFor } from '../user-files.ts';

const shotTimeoutMs = 30_000;

export function addCameraCommands(program: Command, context: Context): void {
  program
    .command('cameras')
    .description('list what can be tethered')
    .action(async (_options, command: Command) => {
      const output = outputOf(command);
      const cameras = await listCameras(context);
      for (const { address, model, simulated } of cameras) {
        output.line(`${address}  ${model}${simulated ? '  (simulated)' : ''}`);
      }
      output.document({ cameras });
    });

  program
    .command('shoot')
    .description("take shots and write the camera's own bytes")
    .requiredOption('--camera <address>', 'the camera')
    .requiredOption('--out <dir>', 'where the files go')
    .option('--count <n>', 'how many shots', oneOrMore, 1)
    .option(
      '--set <key=value>',
      "a setting, by neutral name or by the body's own key; may be repeated",
      collectSetting,
      [],
    )
    .action(async (options: { camera: string; out: string; count: number; set: Setting[] }, command: Command) => {
      const output = outputOf(command);
      const out = resolve(options.out);
      await withCamera(context, options.camera, async (camera) => {
        await makeFolder(out);
        const settings: Record<string, string | number> = {};
        for (const { key, value } of options.set) settings[key] = await applySetting(camera, key, value);
        const shots = [];
        for (let taken = 0; taken < options.count; taken += 1) {
          const { files, complete, ms } = await camera.shoot(newId(), shotTimeoutMs);
          const number = await nextNumber(out);
          const written = [];
          for (const [index, file] of files.entries()) {
            const extension = { jpeg: 'jpg', raw: 'raw', other: 'bin' }[file.kind];
            const name = `shot-${String(number).padStart(4, '0')}${index === 0 ? '' : `-${index + 1}`}.${extension}`;
            const path = join(out, name);
            const { bytes, sha256 } = await writeFor(path, file.data);
            if (sha256 !== file.sha256) throw new CodedError('shot-incomplete', { files: files.length });
            written.push({ path, bytes, sha256, kind: file.kind });
            output.line(`${path}  ${megabytes(bytes)}  ${sha256}`);
          }
          // They are ours now: what lies in the camera's small memory makes room for the next.
          await camera.settle(
            files.map(({ source }) => source),
            false,
          );
          // What is written here for good need not be offered again; a body's memory is emptied.
          await camera.settle(
            files.map(({ source }) => source),
            false,
          );
          shots.push({ files: written, settings, ms: Math.round(ms) });
          if (!complete) throw new CodedError('shot-incomplete', { files: files.length });
          context.signal.throwIfAborted();
        }
        const { model = '', serial } = camera.identity ?? {};
        output.document({ camera: { address: options.camera, model, serial, simulated: camera.simulated }, shots });
      });
    });

  program
    .command('liveview')
    .description('run live view as fast as the camera gives, or at a rate, and keep the last frame')
    .requiredOption('--camera <address>', 'the camera')
    .requiredOption('--seconds <s>', 'how long', positive)
    .option('--fps <n>', 'at most this many frames a second', positive)
    .option('--out <file>', 'where the last frame goes')
    .action(async (options: { camera: string; seconds: number; fps?: number; out?: string }, command: Command) => {
      const output = outputOf(command);
      await withCamera(context, options.camera, async (camera) => {
        const measured = await measureLiveView(camera, options);
        await camera.stopLiveView();
        if (options.out !== undefined) await writeFor(resolve(options.out), measured.last);
        const { frames, fps, bytesPerFrame, p95GapMs } = measured;
        output.line(`${frames} frames, ${fps} a second, ${bytesPerFrame} bytes each, p95 gap ${p95GapMs} ms`);
        output.document({ frames, fps, bytesPerFrame, p95GapMs });
      });
    });
}

/** Opens a camera for `work` and closes it whatever happens; Ctrl-C closes it under what is being done. */
async function withCamera(context: Context, address: string, work: (camera: CameraLink) => Promise<void>) {
  const camera = cameraAt({ ...context, address });
  const close = (): void => void camera.close();
  try {
    await interruptible(context.signal, close, async () => {
      await camera.open();
      await work(camera);
    });
  } finally {
    await camera.close();
  }
}

/** A neutral name goes through the neutral table; anything else is the body's own key. Both are read back. */
async function applySetting(camera: CameraLink, key: string, value: string): Promise<string | number> {
  const number = Number(value);
  const neutral = neutralSettings.safeParse({ [key]: value === '' || Number.isNaN(number) ? value : number });
  if (!neutral.success) {
    await camera.configure(key, value);
    return value;
  }
  const [result] = await camera.apply(neutral.data);
  if (result && (result.outcome === 'same' || result.outcome === 'set')) return result.got ?? result.asked;
  throw new CodedError('camera-setting-refused', {
    setting: key,
    asked: value,
    got: result?.got ?? '–',
    outcome: result?.outcome ?? 'missing',
  });
}

/** Goes on counting after what is already there: nothing is ever overwritten. */
async function nextNumber(folder: string): Promise<number> {
  const numbers = (await readdir(folder)).map((name) => Number(/^shot-(\d+)/.exec(name)?.[1] ?? 0));
  return Math.max(0, ...numbers) + 1;
}

type Setting = { key: string; value: string };

function collectSetting(text: string, before: Setting[]): Setting[] {
  const match = /^([^=]+)=(.*)$/.exec(text);
  if (!match?.[1] || match[2] === undefined) throw new InvalidArgumentError('KEY=VALUE is expected.');
  return [...before, { key: match[1], value: match[2] }];
}
