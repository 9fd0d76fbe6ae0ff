import { expect, type Page } from '@playwright/test';
import { openSession, photograph, test } from '../rigs/interface-page.ts';
import { press } from '../rigs/pedal.ts';

test.use({ locale: 'en-GB' });

test('a lost camera is said with what is safe, and reconnected without a mouse', async ({ page, studio }) => {
  await openSession(page, studio);
  studio.change((state) => {
    state.camera = { ...state.camera, state: 'failed', error: { code: 'camera-gone' } };
  });
  const notice = page.locator('[data-notice=camera]');
  await expect(notice).toContainText('Saved views are safe');
  await expect(notice).toContainText('camera-gone');
  await expect(page.locator('[data-pill=camera]')).toHaveAttribute('data-tone', 'block');
  await expect(page.locator('[data-name=take]')).toBeDisabled();
  await press(page);
  expect(studio.calls).not.toContain('shot.take');
  await notice.getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect(notice).toHaveCount(0);
  await photograph(page);
});

test('a refusal is a sentence with its code until the next call goes through', async ({ page, studio }) => {
  await openSession(page, studio);
  studio.change((state) => {
    state.refusals = [{ call: 'shot.take', error: { code: 'trigger-not-ready', params: { waitedMs: 0 } } }];
  });
  await press(page);
  const notice = page.locator('[data-notice=problem]');
  await expect(notice).toContainText('The flash was not ready in time. The picture was not taken');
  await expect(notice).toContainText('trigger-not-ready');
  await photograph(page);
  await expect(notice).toHaveCount(0);
});

test('a lost studio is said, and the page comes back where it was', async ({ page, studio }) => {
  await openSession(page, studio);
  await photograph(page);
  const requests = page.waitForEvent('websocket');
  // It is soon back: all is waited for at once.
  const lost = [
    page.locator('[data-notice=link]', { hasText: 'reconnects by itself' }).waitFor(),
    page.locator('[data-pill=store][data-tone=off]').waitFor(),
  ];
  studio.dropPages();
  await Promise.all(lost);
  await requests;
  await expect(page.locator('[data-notice=link]')).toHaveCount(0);
  await expect(page.locator('[data-pill=store]')).toHaveAttribute('data-tone', 'good');
  await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'review');
  await photograph(page);
});

test('no live picture is said in words, never a frozen one taken for live', async ({ page, studio }) => {
  await openSession(page, studio);
  await expect(page.locator('.live')).toHaveAttribute('data-stale', 'false');
  studio.change((state) => {
    state.live = false;
  });
  await expect(page.getByText('No live picture for the moment.')).toBeVisible();
});

test('no live picture yet is said too, however young the page is', async ({ page, studio }) => {
  await page.clock.install();
  await page.addInitScript(() => {
    performance.now = () => 1000;
  });
  studio.change((state) => {
    state.live = false;
  });
  await openSession(page, studio);
  await page.clock.runFor(600);
  await expect(page.getByText('No live picture for the moment.')).toBeVisible();
});

test('nothing of a patient is left in the browser', async ({ page, studio }) => {
  await openSession(page, studio);
  await photograph(page);
  await page.keyboard.press('t');
  const left = await page.evaluate(async () => ({
    databases: await indexedDB.databases(),
    storage: JSON.stringify({ ...localStorage, ...sessionStorage }),
    caches: await caches.keys(),
  }));
  expect(left.databases).toEqual([]);
  expect(left.caches).toEqual([]);
  expect(left.storage).toBe('{}');
});

test('the guide lies on the field: millimetres hold at any size of the window', async ({ page, studio }) => {
  await openSession(page, studio);
  await expect(page.locator('.guide-line circle')).toHaveCount(2);
  for (const size of [
    { width: 1920, height: 1080 },
    { width: 1366, height: 768 },
    { width: 1000, height: 1200 },
  ]) {
    await page.setViewportSize(size);
    const frame = await page.locator('.live').boundingBox();
    if (!frame) throw new Error('live view is not on screen');
    const mm = frame.width / 144;
    expect(frame.width / frame.height).toBeCloseTo(1.5, 2);
    const circle = await page
      .locator('.guide-line circle')
      .first()
      .evaluate((element: SVGCircleElement) => {
        const onScreen = element.getScreenCTM();
        return (
          onScreen && {
            x: onScreen.e + onScreen.a * element.cx.baseVal.value,
            y: onScreen.f,
            r: onScreen.a * element.r.baseVal.value,
          }
        );
      });
    expect((circle?.r ?? 0) / mm).toBeCloseTo(5.85, 1);
    expect(((circle?.x ?? 0) - frame.x) / mm).toBeCloseTo(72 - 31, 1);
    expect(((circle?.y ?? 0) - frame.y) / mm).toBeCloseTo(48, 1);
  }
});

test('it can be read at two metres', async ({ page, studio }) => {
  await openSession(page, studio);
  const sizeOf = (selector: string): Promise<number> =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  expect(await sizeOf('.title h1')).toBeGreaterThanOrEqual(48);
  expect(await sizeOf('.instruction')).toBeGreaterThanOrEqual(24);
  expect(await sizeOf('.status li')).toBeGreaterThanOrEqual(18);
  await page.setViewportSize({ width: 3840, height: 2160 });
  expect(await sizeOf('.title h1')).toBeGreaterThanOrEqual(96);
});

test('languages and themes change in place; help is beside the work', async ({ page, studio }) => {
  await openSession(page, studio);
  const html = page.locator('html');
  await expect(html).toHaveAttribute('lang', 'en');
  const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  await page.keyboard.press('l');
  await expect(html).toHaveAttribute('lang', 'fr');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Position primaire');
  await page.keyboard.press('t');
  expect(await ground()).not.toBe(dark);
  await page.keyboard.press('?');
  const help = page.getByRole('complementary', { name: 'Clavier et pédale' });
  await expect(help).toContainText('Échap');
  await photograph(page);
  await page.keyboard.press('Escape');
  await expect(help).toHaveCount(0);
  expect(studio.calls).not.toContain('session.pause');
});

test('the form says at each field what is wrong and keeps what was typed', async ({ page, studio }) => {
  await page.goto(studio.url);
  await page.fill('[name=family]', 'Dupré');
  await page.fill('[name=birthDate]', '31/02/2016');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Enter the patient number.')).toBeVisible();
  await expect(page.getByText('This date does not exist.')).toBeVisible();
  await expect(page.locator('[name=patientId]')).toBeFocused();
  await expect(page.locator('[name=family]')).toHaveValue('Dupré');
  expect(studio.calls).not.toContain('session.open');
});

test('every screen fits its window, from 1366 to 4K, in both languages', async ({ page, studio }) => {
  await openSession(page, studio);
  studio.change((state) => {
    state.findings = [
      [
        { code: 'flash-missed', level: 'block' },
        { code: 'exposure-dark', level: 'advise' },
      ],
    ];
  });
  await photograph(page);
  for (const language of ['en', 'fr']) {
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    for (const size of [
      { width: 1366, height: 768 },
      { width: 1920, height: 1080 },
      { width: 3840, height: 2160 },
    ]) {
      await page.setViewportSize(size);
      await fits(page, [
        '.patient',
        '.status',
        '.title h1',
        '.live',
        '[data-name=take]',
        '[data-name=skip]',
        '.footer',
        '.rail-steps li:last-child',
      ]);
    }
    await page.keyboard.press('l');
  }
  await page.keyboard.press('v');
  await page.setViewportSize({ width: 1366, height: 768 });
  await fits(page, ['.patient', '.series-says', '[data-name=close]', '.footer']);
});

test('the rail keeps the current step in sight, however long the series and small the window', async ({
  page,
  studio,
}) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await openSession(page, studio, 'growth-face');
  const steps = page.locator('.rail-steps > li');
  const aimed = page.locator('.rail-steps > [data-aimed=true]');
  const inSight = async (): Promise<boolean> => {
    const [list, step] = [await page.locator('.rail-steps').boundingBox(), await aimed.boundingBox()];
    if (!list || !step) return false;
    const across = step.x >= list.x - 1 && step.x + step.width <= list.x + list.width + 1;
    return across && step.y >= list.y - 1 && step.y + step.height <= list.y + list.height + 1;
  };
  const last = (await steps.count()) - 1;
  expect(last).toBeGreaterThan(15);
  for (let at = 0; at <= last; at += 1) {
    await expect(steps.nth(at)).toHaveAttribute('data-aimed', 'true');
    await expect.poll(inSight, { message: `step ${at}` }).toBe(true);
    if (at < last) await page.keyboard.press('n');
  }
  // The rail lies above the stage, and scrolls sideways.
  await page.setViewportSize({ width: 960, height: 540 });
  await expect.poll(inSight).toBe(true);
});

async function fits(page: Page, selectors: readonly string[]): Promise<void> {
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  for (const selector of selectors) {
    const box = await page.locator(selector).first().boundingBox();
    if (!box) throw new Error(`${selector} is not on screen`);
    expect(box.x, selector).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width, selector).toBeLessThanOrEqual(width);
    expect(box.y + box.height, selector).toBeLessThanOrEqual(height);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
}
