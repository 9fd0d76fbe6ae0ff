import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { untilListening } from './listening.ts';
import { freePort } from './orthanc.ts';

const run = promisify(execFile);

/** One line of a RIS's list. Texts are written in `charset`. */
export type Scheduled = {
  charset?: 'ISO_IR 192' | 'ISO_IR 100';
  name: string;
  patientId: string;
  birthDate?: string;
  sex?: string;
  accession: string;
  studyUid?: string;
  procedure?: string;
  /** `VALUE@SCHEME` */
  code?: string;
  step: string;
  stepId?: string;
  date: string;
  time?: string;
  station?: string;
  modality?: string;
};

export type Wlmscpfs = {
  /** `dicom:RIS@127.0.0.1:PORT` */
  readonly address: string;
  readonly port: number;
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** After `kill`: the same port, the same list. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

const aet = 'RIS';

/** DCMTK's worklist server over files, with these options, on a free port of this machine. */
export async function startWlmscpfs(list: readonly Scheduled[], ...options: readonly string[]): Promise<Wlmscpfs> {
  const folder = await mkdtemp(join(tmpdir(), 'incidence-worklist-'));
  await mkdir(join(folder, aet));
  await writeFile(join(folder, aet, 'lockfile'), '');
  await writeList(join(folder, aet), list);
  const port = await freePort();
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    // One process for all: what it forks would outlive it.
    child = spawn('wlmscpfs', ['-s', '-csk', '-dhl', ...options, '-dfp', folder, `${port}`], { stdio: 'ignore' });
    const started = child;
    await untilListening(port, () => started.exitCode === null && started.signalCode === null);
  };
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  };
  await start();
  return {
    address: `dicom:${aet}@127.0.0.1:${port}`,
    port,
    kill,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async restart() {
      await kill();
      await start();
    },
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const atOnce = 16;

async function writeList(folder: string, list: readonly Scheduled[]): Promise<void> {
  for (let at = 0; at < list.length; at += atOnce) {
    await Promise.all(list.slice(at, at + atOnce).map((item, index) => writeItem(folder, `item${at + index}`, item)));
  }
}

async function writeItem(folder: string, name: string, item: Scheduled): Promise<void> {
  const dump = join(folder, `${name}.dump`);
  const text = dumpOf(item);
  await writeFile(dump, Buffer.from(text, item.charset === 'ISO_IR 100' ? 'latin1' : 'utf8'));
  await run('dump2dcm', ['+te', dump, join(folder, `${name}.wl`)]);
  await rm(dump);
}

function dumpOf(item: Scheduled): string {
  const { charset = 'ISO_IR 192', station = 'INCIDENCE', modality = 'XC' } = item;
  const [value = '', scheme = '99LAB'] = (item.code ?? 'GAZE9').split('@');
  const code = (meaning: string): string[] => [
    '(fffe,e000) -',
    ...[`(0008,0100) SH [${value}]`, `(0008,0102) SH [${scheme}]`, `(0008,0104) LO [${meaning}]`],
    '(fffe,e00d) -',
    '(fffe,e0dd) -',
  ];
  const lines = [
    `(0008,0005) CS [${charset}]`,
    `(0008,0050) SH [${item.accession}]`,
    '(0008,0090) PN [PRESCRIPTEUR^Hélène]',
    `(0010,0010) PN [${item.name}]`,
    `(0010,0020) LO [${item.patientId}]`,
    `(0010,0030) DA [${item.birthDate ?? '20120304'}]`,
    `(0010,0040) CS [${item.sex ?? 'F'}]`,
    `(0020,000d) UI [${item.studyUid ?? `1.2.3.${item.accession.replace(/\D/g, '') || '0'}`}]`,
    '(0032,1032) PN [DEMANDEUR^Zoé]',
    `(0032,1060) LO [${item.procedure ?? 'Photographies'}]`,
    '(0032,1064) SQ',
    ...code(item.procedure ?? 'Photographies'),
    '(0038,0010) LO [SEJ-1]',
    '(0038,0300) LO [Pédiatrie]',
    '(0040,0100) SQ',
    '(fffe,e000) -',
    `(0008,0060) CS [${modality}]`,
    `(0040,0001) AE [${station}]`,
    `(0040,0002) DA [${item.date.replaceAll('-', '')}]`,
    `(0040,0003) TM [${item.time ?? '083000'}]`,
    '(0040,0006) PN []',
    `(0040,0007) LO [${item.step}]`,
    '(0040,0008) SQ',
    ...code(item.step),
    `(0040,0009) SH [${item.stepId ?? `SPS${item.accession}`}]`,
    '(fffe,e00d) -',
    '(fffe,e0dd) -',
    `(0040,1001) SH [RP${item.accession}]`,
    '(0040,1003) SH [HIGH]',
  ];
  return `${lines.join('\n')}\n`;
}
