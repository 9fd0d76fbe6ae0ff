import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import sharp from 'sharp';
import { silentLog } from '../../electron/base/log.ts';
import { findRoot } from '../../electron/base/places.ts';
import { forkSpawn } from '../../electron/base/supervised-child.ts';
import { type Assembly, assemble } from '../../electron/host/assemble.ts';
import { startWebServer } from '../../electron/host/web-server.ts';
import { testKeys } from '../rigs/vault-keys.ts';
import { median } from './figures.ts';

/** A new picture may be on the screen after this many times one full decode of it. */
const most = 1.7;
const somebody = { patientId: 'P1', name: 'BENCH^Anna', birthDate: '2016-05-04', sex: 'F' } as const;

/** The studio answers within this, whatever it saves, decodes or sends: a hand does not notice it. */
const longestWaitMs = 100;

/** One round: how long a picture was on its way to the screen, and how long sharp takes to decode it whole. */
type Round = { previewMs: number; decodeMs: number; decodeBegun: number };
type Wait = { begun: number; ms: number };

/**
 * The real studio with a virtual camera of 24 megapixels, its page in Chromium with live view running. The clock starts
 * when the camera has delivered a picture and stops when the page has painted it; in between it is saved, journalled and
 * reduced. In turn with it, sharp decodes the same JPEG whole.
 */
export async function firstPreview(rounds: number, say: (line: string) => void): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'incidence-bench-'));
  const root = findRoot(import.meta.dirname);
  const assembly = await assemble({
    root,
    version: '0',
    log: silentLog,
    vaultDir: join(folder, 'vault'),
    keys: testKeys(),
    camera: 'sim:nikon',
    trigger: 'none',
    store: `folder:${join(folder, 'store')}`,
    testStore: true,
    spawn: forkSpawn,
    roomFile: join(folder, 'room.json'),
  });
  const { studio } = assembly;
  const server = await startWebServer({
    port: 0,
    pageFolder: join(root, 'out', 'renderer'),
    attach: (wire) => studio.attach(wire),
    attachFixation: (wire) => wire.close(),
    attachFrames: (wire) => studio.attachFrames(wire),
    handleRequest: (request) => studio.handleRequest(request),
    unexpected: (error) => String(error),
  });
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    await assembly.openDevices();
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(server.url);
    await studio.openSession({ patient: somebody, protocol: 'gaze-9' });
    await page.locator('.live[data-stale=false]').waitFor();
    const all: Round[] = [];
    const waits = await watchWaits(page);
    for (let round = 0; round <= rounds; round += 1) all.push(await oneRound(assembly, page));
    await finish(assembly);
    // The first picture starts processes and fills caches that stay: it is not counted.
    return report(all.slice(1), outside(all, await waits()), say);
  } finally {
    await browser.close();
    await server.close();
    await assembly.close();
    await rm(folder, { recursive: true });
  }
}

/** Closes the series with what it has and waits until it is sent. */
async function finish({ studio, outbox }: Assembly): Promise<void> {
  while (studio.runner.step) await studio.runner.skip('bench');
  await studio.closeSession();
  await new Promise<void>((resolve) => {
    const stop = studio.watch(() => {
      if (outbox.jobs().some(({ state }) => state !== 'confirmed')) return;
      stop();
      resolve();
    });
  });
}

/**
 * Asks the studio for something small again and again, on a wire of its own beside the page's, as the page's keys do.
 * Returns how to learn how long the answers took.
 */
async function watchWaits(page: Page): Promise<() => Promise<Wait[]>> {
  await page.evaluate(() => {
    const waits: { begun: number; ms: number }[] = [];
    Object.assign(window, { waits });
    const asked = new Map<number, number>();
    const wire = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/wire`);
    wire.addEventListener('message', ({ data }) => {
      const answer: { kind: string; id?: number } = JSON.parse(String(data));
      const begun = asked.get(answer.id ?? 0);
      if (answer.kind !== 'ok' || begun === undefined) return;
      waits.push({ begun: performance.timeOrigin + begun, ms: performance.now() - begun });
    });
    let id = 0;
    setInterval(() => {
      if (wire.readyState !== WebSocket.OPEN) return;
      id += 1;
      asked.set(id, performance.now());
      wire.send(JSON.stringify({ kind: 'call', id, name: 'liveview.want', input: { on: true } }));
    }, 20);
  });
  return async () => await page.evaluate(() => (window as unknown as { waits: Wait[] }).waits);
}

/** The waits that had nothing to do with the bench's own decoding, which takes every core. */
function outside(rounds: readonly Round[], waits: readonly Wait[]): number[] {
  const ours = waits.filter(({ begun, ms }) => {
    return rounds.every((round) => begun > round.decodeBegun + round.decodeMs || begun + ms < round.decodeBegun);
  });
  return ours.map(({ ms }) => ms);
}

function report(taken: readonly Round[], waits: readonly number[], say: (line: string) => void): boolean {
  const longest = Math.max(...waits);
  const preview = median(taken.map(({ previewMs }) => previewMs));
  const decode = median(taken.map(({ decodeMs }) => decodeMs));
  const holds = preview / decode <= most;
  const told = `× ${(preview / decode).toFixed(2)}  at most ${most}: ${holds ? 'yes' : 'NO'}`;
  say('\nfirst preview of 24 megapixels, from delivered to painted, against one full decode by sharp');
  say(`  studio ${preview.toFixed(0)} ms, sharp ${decode.toFixed(0)} ms  ${told}`);
  const prompt = longest <= longestWaitMs;
  say(
    `  the page waits for an answer meanwhile, sending included: ${median(waits).toFixed(1)} ms, longest ${longest.toFixed(0)} ms`,
  );
  say(`  at most ${longestWaitMs} ms: ${prompt ? 'yes' : 'NO'}`);
  return holds && prompt;
}

async function oneRound({ studio, vault }: Assembly, page: Page): Promise<Round> {
  const before = await shownPicture(page);
  const painted = nextPainted(page, before);
  const delivered = new Promise<number>((resolve) => {
    const stop = studio.watch(() => {
      if (studio.runner.phase !== 'saving') return;
      stop();
      resolve(now());
    });
  });
  await studio.runner.take();
  const previewMs = (await painted) - (await delivered);
  const { state } = studio.runner;
  const file = state.shots.at(-1)?.files.find(({ kind }) => kind === 'jpeg');
  if (!file) throw new Error('There is no picture to decode.');
  const jpeg = await vault.readOriginal(state.opened.session, file.name, file.sha256);
  const begun = now();
  await sharp(jpeg).raw().toBuffer();
  return { previewMs, decodeMs: now() - begun, decodeBegun: begun };
}

/** Milliseconds by the machine's clock: the page's is the same. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

async function shownPicture(page: Page): Promise<string> {
  return await page.evaluate(() => document.querySelector('.last img')?.getAttribute('src') ?? '');
}

/** When another picture than `before` stands beside live view, decoded and in a frame that was painted. */
async function nextPainted(page: Page, before: string): Promise<number> {
  return await page.evaluate(async (known) => {
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    for (;;) {
      const image = document.querySelector<HTMLImageElement>('.last img');
      if (image && image.getAttribute('src') !== known && image.complete && image.naturalWidth > 0) {
        await image.decode();
        // The first frame draws it, the second begins when that one is done.
        await frame();
        await frame();
        return performance.timeOrigin + performance.now();
      }
      await frame();
    }
  }, before);
}
