import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { findRoot } from '../../electron/base/places.ts';
import type { PassphraseQuestion } from '../../electron/contract/passphrase.ts';
import { send } from '../../electron/host/http-server.ts';
import { filesOfOne } from '../../electron/host/page-files.ts';

/* The window that asks for the passphrase: the built page, served as the shell serves it, at the other end of its port. */
let server: Server;
let problems: string[];

test.beforeEach(async ({ page }) => {
  const files = await filesOfOne(join(findRoot(import.meta.dirname), 'out', 'renderer'), 'passphrase', '/passphrase');
  server = createServer((request, response) => {
    files(request.url ?? '').then(
      (found) => send(response, found ?? new Response(null, { status: 404 })),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
});
test.afterEach(() => {
  server.close();
  expect(problems).toEqual([]);
});

declare global {
  interface Window {
    start: MessagePort;
    answers: string[];
  }
}

/** Hands the page its port as the preload does, and keeps what it answers. */
async function open(page: Page, question: PassphraseQuestion): Promise<void> {
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/passphrase`);
  await page.evaluate(() => {
    const { port1, port2 } = new MessageChannel();
    window.answers = [];
    window.start = port1;
    port1.onmessage = ({ data }) => {
      if (data.kind !== 'call') return;
      window.answers.push(data.input.passphrase);
      port1.postMessage({ kind: 'ok', id: data.id, output: {} });
    };
    window.postMessage({ kind: 'incidence-port' }, location.origin, [port2]);
  });
  await ask(page, question);
}

async function ask(page: Page, question: PassphraseQuestion): Promise<void> {
  await page.evaluate((asked) => {
    window.start.postMessage({ kind: 'event', name: 'asked', payload: { question: asked } });
  }, question);
  await expect(page.locator('form')).toBeVisible();
}

const answers = (page: Page): Promise<string[]> => page.evaluate(() => window.answers);

test.describe('in English', () => {
  test.use({ locale: 'en-GB', viewport: { width: 560, height: 560 } });

  test('a new passphrase is typed twice, long enough and the same', async ({ page }) => {
    await open(page, 'new');
    await expect(page.getByRole('heading')).toHaveText('Choose a passphrase');
    await expect(page.locator('.says')).toContainText('would keep the vault’s key in plain text');
    const [first, second] = [page.getByLabel('Passphrase'), page.getByLabel('Once more')];
    await expect(first).toBeFocused();
    for (const [one, other, problem] of [
      ['', '', 'Type the passphrase.'],
      ['short', 'short', 'At least 12 characters'],
      ['horse battery staple', 'horse battery stable', 'two different passphrases'],
    ] as const) {
      await first.fill(one);
      await second.fill(other);
      await page.keyboard.press('Enter');
      await expect(page.getByRole('alert')).toContainText(problem);
    }
    expect(await answers(page)).toEqual([]);
    await second.fill('horse battery staple');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button')).toHaveText('Opening…');
    await expect(page.getByRole('button')).toBeDisabled();
    await expect.poll(() => answers(page)).toEqual(['horse battery staple']);
  });

  test('a wrong one is asked for again, from an empty field', async ({ page }) => {
    await open(page, 'known');
    await expect(page.getByLabel('Once more')).toBeHidden();
    await page.keyboard.type('not this one');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button')).toBeDisabled();
    await ask(page, 'wrong');
    await expect(page.getByRole('alert')).toContainText('This is not the passphrase');
    await expect(page.getByLabel('Passphrase')).toHaveValue('');
    await page.keyboard.type('horse battery staple');
    await page.keyboard.press('Enter');
    await expect.poll(() => answers(page)).toEqual(['not this one', 'horse battery staple']);
  });
});

test.describe('in French', () => {
  test.use({ locale: 'fr-FR', viewport: { width: 560, height: 560 } });

  for (const question of ['new', 'wrong'] as const) {
    test(`fits its window and can be read by everybody: ${question}`, async ({ page }) => {
      await open(page, question);
      await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
      const overflow = await page.evaluate(() => {
        const { scrollHeight, clientHeight, scrollWidth, clientWidth } = document.documentElement;
        return [scrollHeight - clientHeight, scrollWidth - clientWidth];
      });
      expect(overflow).toEqual([0, 0]);
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    });
  }
});
