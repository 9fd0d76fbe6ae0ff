import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { type Browsing, startChromium } from './chromium.ts';
import { median } from './figures.ts';
import type { FrameServer } from './frame-server.ts';
import { servePages } from './page-server.ts';
import { probePainting } from './painting-probe.ts';

const framesPerSecond = 30;
const viewport = { width: 1920, height: 1080 };
const warmMs = 3000;
const measuredMs = 6000;
const limits = { ratio: 1.6, lateMs: 100, leastFrames: 0.95 };

/** What one page did in its turn. `lateMs` is the latest frame's, from its sending to the asking for the next. */
type Turn = { cpuMs: number; fps: number; lateMs: number };

/**
 * The capture screen with guide, ghost and peaking beside a page that only draws the same frames at the same size: one
 * Chromium, one server, turn by turn. In a last turn each, a probe in the page follows frames until they are painted.
 */
export async function compareLivePages(rounds: number, say: (line: string) => void): Promise<boolean> {
  const server = await servePages(framesPerSecond);
  const browser = await startChromium(viewport);
  try {
    const origin = new URL(server.url).origin;
    const { width, height } = await stageOf(await browser.open(server.url));
    const pages = { bare: `${origin}/bare.html?width=${width}&height=${height}`, capture: `${origin}/` };
    const turns: Record<'bare' | 'capture', Turn[]> = { bare: [], capture: [] };
    for (let round = 0; round < rounds; round += 1) {
      turns.bare.push(await turn(browser, server.frames, pages.bare));
      turns.capture.push(await turn(browser, server.frames, pages.capture));
    }
    const painted = { bare: await paintedMs(browser, pages.bare), capture: await paintedMs(browser, pages.capture) };
    return report(turns, painted, say);
  } finally {
    await browser.close();
    await server.close();
  }
}

function report(
  turns: Record<'bare' | 'capture', Turn[]>,
  painted: { bare: number; capture: number },
  say: (line: string) => void,
): boolean {
  const of = (page: 'bare' | 'capture', figure: keyof Turn): number[] => turns[page].map((taken) => taken[figure]);
  const ratios = of('capture', 'cpuMs').map((cpuMs, round) => cpuMs / (of('bare', 'cpuMs')[round] ?? 0));
  const ratio = median(ratios);
  const late = { bare: Math.max(...of('bare', 'lateMs')), capture: Math.max(...of('capture', 'lateMs')) };
  const fps = { bare: median(of('bare', 'fps')), capture: median(of('capture', 'fps')) };
  const rows = [
    {
      name: 'processor time of a frame, ms',
      bare: median(of('bare', 'cpuMs')),
      capture: median(of('capture', 'cpuMs')),
      told: `× ${ratio.toFixed(2)} (${ratios.map((one) => one.toFixed(2)).join(' ')})  at most ${limits.ratio}`,
      holds: ratio <= limits.ratio,
    },
    {
      name: 'frames a second',
      ...fps,
      told: `at least ${limits.leastFrames} of the bare page’s`,
      holds: fps.capture >= limits.leastFrames * fps.bare,
    },
    {
      name: 'latest frame, sent to drawn, ms',
      ...late,
      told: `at most ${limits.lateMs}`,
      holds: late.capture <= limits.lateMs,
    },
    {
      name: 'latest frame, arrived to painted, ms',
      ...painted,
      told: `at most ${limits.lateMs}`,
      holds: painted.capture <= limits.lateMs,
    },
  ];
  say('\nlive view of 1920×1280 with guide, ghost and peaking, beside a page that only draws');
  say(`${''.padEnd(40)}${'bare'.padStart(8)}${'capture'.padStart(10)}`);
  for (const { name, bare, capture, told, holds } of rows) {
    const figures = bare.toFixed(1).padStart(8) + capture.toFixed(1).padStart(10);
    say(`${name.padEnd(40)}${figures}  ${told}: ${holds ? 'yes' : 'NO'}`);
  }
  return rows.every(({ holds }) => holds);
}

/** How large live view is on the capture screen: the bare page draws no larger, which would cost it more. */
async function stageOf(page: Page): Promise<{ width: number; height: number }> {
  await page.locator('.live[data-stale=false]').waitFor();
  await page.locator('.agreement').waitFor();
  const box = await page.locator('.viewfinder').boundingBox();
  await page.close();
  if (!box) throw new Error('The capture screen shows no live view.');
  return box;
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
  return { cpuMs: cpuMs / drawn, fps: (drawn / tookMs) * 1000, lateMs: latestMs };
}

/** A turn of its own: the probe keeps the page painting, which costs both pages what they do not cost otherwise. */
async function paintedMs(browser: Browsing, url: string): Promise<number> {
  const probe = await probePainting(await browser.open('about:blank'));
  await probe.page.goto(url);
  await wait(warmMs);
  await probe.take();
  await wait(measuredMs);
  const taken = await probe.take();
  await probe.page.close();
  return Math.max(...taken);
}
