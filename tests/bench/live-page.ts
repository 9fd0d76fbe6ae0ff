import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findRoot } from '../../electron/base/places.ts';
import { answer, type Handlers } from '../../electron/contract/rpc.ts';
import { studioContract } from '../../electron/contract/studio.ts';
import { startWebServer } from '../../electron/host/web-server.ts';
import { createSubject } from '../../electron/simulator/subject/subject.ts';
import { wholeField } from '../../electron/simulator/subject-port.ts';
import { exposure } from '../rigs/drawn-subject.ts';
import { aSession, aSnapshot, aStep } from '../rigs/page-states.ts';
import { type Browsing, startChromium } from './chromium.ts';
import { median } from './figures.ts';
import { type FrameServer, serveFrames } from './frame-server.ts';

const frameSize = { widthPx: 1920, heightPx: 1280 };
const framesPerSecond = 30;
const viewport = { width: 1920, height: 1080 };
const warmMs = 3000;
const measuredMs = 6000;
export const limits = { ratio: 1.6, latestMs: 100 };

type Turn = { cpuMsPerFrame: number; fps: number; latestMs: number };

const prior = '0b6f2c1e-0000-4000-8000-000000000001';

/** The capture screen with guide, ghost and peaking beside a page that only draws, turn by turn in one Chromium. */
export async function compareLivePages(rounds: number, say: (line: string) => void): Promise<boolean> {
  const root = findRoot(import.meta.dirname);
  const subject = createSubject({ seed: 3, now: () => 0 });
  const live = [];
  for (let sequence = 0; sequence < 12; sequence += 1) {
    const view = {
      look: null,
      pose: null,
      ...frameSize,
      sequence,
      lamp: true,
      zoom: wholeField,
      defocus: 0,
      imitates: null,
    };
    live.push(await subject.liveFrame(view));
  }
  const still = await subject.photograph(exposure({ widthPx: 1600, heightPx: 1067 }));
  await subject.close();
  const frames = serveFrames(live, framesPerSecond);
  const step = aStep('a', {
    priors: [{ shot: prior, session: 'session-0', takenAt: '2026-03-12T09:01:00.000Z', fieldWidthMm: 144 }],
  });
  const snapshot = aSnapshot({ session: aSession({ steps: [step, aStep('b')] }) });
  snapshot.preferences.ghost.mode = 'opacity';
  snapshot.preferences.analyses.peaking = true;
  const handlers = Object.fromEntries(
    Object.keys(studioContract.calls).map((name) => [name, () => ({})]),
  ) as unknown as Handlers<typeof studioContract>;
  const bare = await readFile(join(root, 'tests', 'bench', 'bare.html'));
  const server = await startWebServer({
    port: 0,
    pageFolder: join(root, 'out', 'renderer'),
    attach: (wire) => answer(wire, studioContract, handlers, String).emit('snapshot', snapshot),
    attachFrames: frames.attach,
    attachFixation: (wire) => wire.close(),
    handleRequest: async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/bare.html') return new Response(bare, { headers: { 'content-type': 'text/html' } });
      if (pathname.startsWith('/pictures/'))
        return new Response(new Uint8Array(still), { headers: { 'content-type': 'image/jpeg' } });
      if (!pathname.startsWith('/guides/')) return null;
      const guide = await readFile(join(root, 'resources', pathname));
      return new Response(guide, { headers: { 'content-type': 'image/svg+xml' } });
    },
    unexpected: String,
  });
  const browser = await startChromium(viewport);
  const origin = new URL(server.url).origin;
  const capture: Turn[] = [];
  const drawing: Turn[] = [];
  try {
    const first = await browser.open(server.url);
    await first.waitForSelector('.live[data-stale=false]');
    const box = await first.locator('.viewfinder').boundingBox();
    await first.close();
    for (let round = 0; round < rounds; round += 1) {
      drawing.push(await turn(browser, frames, `${origin}/bare.html?width=${box?.width}&height=${box?.height}`));
      capture.push(await turn(browser, frames, `${origin}/`));
      say(`bare ${JSON.stringify(drawing.at(-1))} capture ${JSON.stringify(capture.at(-1))}`);
    }
  } finally {
    await browser.close();
    frames.stop();
    await server.close();
  }
  const ratio = median(capture.map(({ cpuMsPerFrame }, at) => cpuMsPerFrame / (drawing[at]?.cpuMsPerFrame ?? 0)));
  const latestMs = Math.max(...capture.map((t) => t.latestMs));
  say(`ratio ${ratio.toFixed(2)} latest ${latestMs.toFixed(0)}`);
  return ratio <= limits.ratio && latestMs <= limits.latestMs;
}

async function turn(browser: Browsing, frames: FrameServer, url: string): Promise<Turn> {
  const page = await browser.open(url);
  await wait(warmMs);
  frames.take();
  const before = browser.cpuMs();
  const begun = performance.now();
  await wait(measuredMs);
  const cpuMs = browser.cpuMs() - before;
  const tookMs = performance.now() - begun;
  const { frames: drawn, latestMs } = frames.take();
  await page.close();
  return { cpuMsPerFrame: cpuMs / drawn, fps: (drawn / tookMs) * 1000, latestMs };
}
