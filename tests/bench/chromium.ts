import { readdirSync, readFileSync } from 'node:fs';
import { chromium, type Page } from '@playwright/test';
import { usageOf } from './process-cost.ts';

export type Browsing = {
  open(url: string): Promise<Page>;
  /** Processor time of all the browser's processes so far. */
  cpuMs(): number;
  close(): Promise<void>;
};

/** Debian's Chromium, drawing in software as it does without a graphics card. */
export async function startChromium(viewport: { width: number; height: number }): Promise<Browsing> {
  const server = await chromium.launchServer({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
  const browser = await chromium.connect(server.wsEndpoint());
  const context = await browser.newContext({ viewport, locale: 'fr-FR' });
  const root = server.process().pid ?? 0;
  return {
    async open(url) {
      const page = await context.newPage();
      await page.goto(url);
      return page;
    },
    cpuMs: () => familyOf(root).reduce((sum, pid) => sum + usageOf(pid).cpuMs, 0),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** A process and all that it has started, and they in turn. */
function familyOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = parentOf(Number(name));
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const family = [root];
  for (const pid of family) family.push(...(children.get(pid) ?? []));
  return family;
}

/** Null where it has just ended. */
function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}
