import { createHash } from 'node:crypto';
import { arch, release, type } from 'node:os';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { parseCameraAddress } from '../../contract/addresses.ts';
import { CodedError } from '../../contract/errors.ts';
import type { CameraLink } from '../../devices/camera/camera-link.ts';
import { cameraAt, listCameras } from '../../host/cameras.ts';
import { type Context, outputOf } from '../context.ts';
import { diagnoseCapture } from '../diagnosis/capture-steps.ts';
import { Diagnosis, type Examined, Skipped } from '../diagnosis/diagnosis.ts';
import { diagnoseByHand } from '../diagnosis/hand-steps.ts';
import { diagnoseLiveView } from '../diagnosis/live-steps.ts';
import { asMarkdown, type Report, type Step } from '../diagnosis/report.ts';
import { diagnoseSettings } from '../diagnosis/settings-steps.ts';
import { exitStatus } from '../exit-status.ts';
import { interruptible } from '../interruptible.ts';
import { terminalLanguage } from '../terminal-language.ts';
import { writeFor } from '../user-files.ts';

type DiagnoseOptions = { camera: string; out?: string; unattended?: boolean };

/** Hexadecimal digits of the hash that stands for a body. */
const hashDigits = 12;

export function addDiagnoseCommand(program: Command, context: Context): void {
  program
    .command('diagnose')
    .description('try all that a camera can do, and write a report that can be sent: no pictures, no patient data')
    .requiredOption('--camera <address>', 'the camera')
    .option('--out <file>', 'where the report goes, in Markdown (default: stdout)')
    .option('--unattended', 'ask nobody to press the shutter or to unplug')
    .action(async (options: DiagnoseOptions, command: Command) => {
      const output = outputOf(command);
      const camera = cameraAt({ ...context, address: options.camera });
      const close = (): void => void camera.close();
      const diagnosis = new Diagnosis({
        address: options.camera,
        signal: context.signal,
        onStep: (step) => output.progress(lineOf(step)),
      });
      try {
        const report = await interruptible(context.signal, close, () =>
          examine(context, diagnosis, camera, options, (text) => output.progress(text)),
        );
        if (options.out === undefined) output.line(asMarkdown(report));
        else await writeFor(resolve(options.out), Buffer.from(asMarkdown(report)));
        output.document(report);
        const failed = report.steps.some(({ outcome }) => outcome === 'failed');
        context.status = failed ? exitStatus.failed : exitStatus.done;
      } finally {
        await camera.close();
      }
    });
}

async function examine(
  context: Context,
  diagnosis: Diagnosis,
  camera: CameraLink,
  options: DiagnoseOptions,
  say: (text: string) => void,
): Promise<Report> {
  const connection = parseCameraAddress(options.camera).kind;
  const report: Report = {
    studio: context.version,
    system: `${type()} ${release()} ${arch()}`,
    node: process.versions.node,
    library: '',
    begunAt: new Date().toISOString(),
    connection,
    steps: diagnosis.steps,
    keys: [],
  };
  const examined: Examined = {
    camera,
    keys: [],
    unattended: options.unattended === true,
    language: terminalLanguage(process.env),
    say,
    declined,
  };
  await diagnosis.step('detect', () => detect(context, options.camera, connection));
  const isOpen = await diagnosis.step('claim and open', async () => {
    await camera.open();
    return `state ${camera.state}`;
  });
  if (!isOpen) return report;
  await diagnosis.step('status', async () => {
    const { batteryPercent, shotsLeft, card, lens } = await camera.status();
    report.camera = whoIs(camera, lens);
    return `battery ${batteryPercent ?? '–'} %, card ${card ?? '–'}, ${shotsLeft ?? '–'} pictures left`;
  });
  const canRestore = await diagnosis.step('settings of the body', async () => {
    const { library, keys } = await camera.inspect();
    report.library = library;
    report.keys = keys;
    examined.keys = keys;
    return `${keys.length} keys`;
  });
  if (canRestore) {
    await diagnoseSettings(diagnosis, examined);
    await diagnoseCapture(diagnosis, examined);
    await diagnosis.step('settings as they were', () => restoreCapture(examined));
  }
  await diagnoseLiveView(diagnosis, examined);
  await diagnoseByHand(diagnosis, examined);
  return report;
}

async function detect(context: Context, address: string, connection: Report['connection']): Promise<string> {
  if (connection === 'ptpip') throw new Skipped('a camera on the network does not announce itself');
  const seen = await listCameras(context);
  const found = seen.find((camera) => camera.address === address);
  if (!found) throw new CodedError('camera-not-found', { address, detail: `${seen.length} others` });
  return found.model;
}

function whoIs({ identity }: CameraLink, lens = '–'): NonNullable<Report['camera']> {
  const { manufacturer = '', model = '', serial = '' } = identity ?? {};
  const body = createHash('sha256').update(`${manufacturer} ${model} ${serial}`).digest('hex').slice(0, hashDigits);
  return { manufacturer, model, body, lens };
}

/** Format and target were other for the captures. */
async function restoreCapture({ camera, keys }: Examined): Promise<string> {
  const results = await camera.apply({ format: 'jpeg', target: 'card' });
  const restored: string[] = [];
  for (const { key } of results) {
    const before = keys.find((known) => known.key === key);
    if (before?.value === undefined || before.readOnly) continue;
    await camera.configure(before.key, String(before.value));
    restored.push(before.key);
  }
  return restored.join(', ');
}

function lineOf({ name, outcome, ms, detail, error }: Step): string {
  const words = error ? `${error.code}: ${error.words}` : detail;
  return `${outcome === 'failed' ? 'FAILED' : outcome} ${name} (${ms} ms) ${words}`.trimEnd();
}

/** Enter at the terminal; where there is none nobody can decline. */
function declined(): { promise: Promise<void>; end(): void } {
  if (!process.stdin.isTTY) return { promise: new Promise(() => {}), end: () => {} };
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return {
    promise: new Promise((resolveDeclined) => terminal.once('line', () => resolveDeclined())),
    end: () => terminal.close(),
  };
}
