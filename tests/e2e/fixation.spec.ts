import { join } from 'node:path';
import { type BrowserContext, expect, type Page } from '@playwright/test';
import { findRoot } from '../../electron/base/places.ts';
import { fixationDisplay } from '../../electron/contract/room.ts';
import { startTabletServer } from '../../electron/host/tablet-server.ts';
import { FixationScreens } from '../../electron/studio/fixation.ts';
import { openSession, patienceMs, test } from '../rigs/tethered-page.ts';

/* The screen in front of the patient, on the real studio and in the real window; a tablet on its own server. */
test.use({ locale: 'en-GB' });

const size = { width: 1600, height: 900 };
/** A screen of 160 by 90 cm, 80 cm away: a pixel of this window is a millimetre on it. */
const room = { 'room.fixation-width': '160', 'room.fixation-height': '90', 'room.fixation-distance': '80' };

/** Millimetres on a screen a metre away. */
const tan = (degrees: number): number => 1000 * Math.tan((degrees * Math.PI) / 180);
const [side, height] = [0.8 * tan(30), 0.8 * tan(25)];
/** Where each view has the patient look, right and down on the screen: the patient's right is the screen's. */
const places = {
  primary: [0, 0],
  right: [side, 0],
  left: [-side, 0],
  'up-right': [side, -height],
  up: [0, -height],
  'up-left': [-side, -height],
  'down-right': [side, height],
  down: [0, height],
  'down-left': [-side, height],
} as const;

async function setLengths(page: Page, lengths: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(lengths)) {
    await page.locator(`[data-name="${name}"] input`).fill(value);
    await page.keyboard.press('Enter');
  }
}

/** As the Room's button opens it in a browser. */
async function openDisplay(page: Page, context: BrowserContext): Promise<{ display: Page; problems: string[] }> {
  const opened = context.waitForEvent('page');
  await page.locator('[data-name=open-fixation]').click();
  const display = await opened;
  await display.setViewportSize(size);
  return { display, problems: listenTo(display) };
}

function listenTo(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  return problems;
}

/** The middle of what is drawn, in pixels from the middle of the screen: right and down. */
async function middleOf(display: Page, selector: string): Promise<[x: number, y: number]> {
  const { left, top } = await display.locator(selector).evaluate((element) => {
    const { left, top } = (element as HTMLElement).style;
    return { left: Number.parseFloat(left), top: Number.parseFloat(top) };
  });
  return [left - size.width / 2, top - size.height / 2];
}

test('the display shows where each view has the patient look, leads on, and is blank on pause', async ({
  tethered,
}) => {
  const { page } = tethered;
  await page.locator('.navigation .tab', { hasText: 'Room' }).click();
  await setLengths(page, room);
  const { display, problems } = await openDisplay(page, page.context());
  const screen = display.locator('main');
  await expect(screen).toHaveAttribute('data-state', 'blank');
  await expect(display.locator('.figure')).toBeHidden();

  await page.locator('.navigation .tab').first().click();
  await openSession(tethered);
  for (const [step, place] of Object.entries(places)) {
    await page.locator(`[data-step=${step}] button`).click();
    await expect(page.locator(`[data-step=${step}]`)).toHaveAttribute('data-aimed', 'true');
    await expect(screen).toHaveAttribute('data-state', 'target');
    await expect.poll(() => middleOf(display, '.figure')).toEqual(place.map((at) => expect.closeTo(at, 0)));
  }

  // Farther away 25° down is 46.6 cm, and the screen ends at 45: an arrow near its edge shows the way, and nothing is drawn
  // at a wrong place.
  await page.keyboard.press('m');
  await expect(page.locator('.room-fixation figcaption')).toContainText('45° left, 45° right, 29° up, 29° down');
  await expect(page.locator('.fixation-beyond')).toHaveCount(0);
  await setLengths(page, { 'room.fixation-distance': '100' });
  await expect(page.locator('.fixation-beyond')).toContainText(
    '6 views of this series lie beyond the screen: Up-right',
  );
  await expect(screen).toHaveAttribute('data-state', 'beyond');
  await expect(display.locator('.figure')).toBeHidden();
  const [x, y] = await middleOf(display, '.arrow');
  expect([Math.sign(x), Math.sign(y)]).toEqual([-1, 1]);
  expect(Math.abs(y / x)).toBeCloseTo(tan(25) / tan(30), 2);

  // Its middle above the eyes, and nearer again: what is below the eyes is farther from the middle.
  await setLengths(page, { 'room.fixation-distance': '80', 'room.fixation-up': '5' });
  const lower = [-side, height + 50].map((at) => expect.closeTo(at, 0));
  await expect.poll(() => middleOf(display, '.figure')).toEqual(lower);
  await page.getByRole('radio', { name: 'Rocket' }).focus();
  await page.keyboard.press('Space');
  await expect(display.locator('.figure')).toHaveAttribute('data-figure', 'rocket');
  await expect(display.locator('.figure')).toHaveAttribute('src', /rocket/);
  await expect(display.locator('.figure')).toHaveCSS('animation-name', 'sway');
  await page.getByRole('checkbox', { name: /It moves/ }).focus();
  await page.keyboard.press('Space');
  await expect(display.locator('.figure')).toHaveCSS('animation-name', 'none');
  await page.keyboard.press('Escape');

  // It leads on with the operator's screen, as soon as the picture may stand.
  await page.locator('[data-step=right] button').click();
  await expect.poll(() => middleOf(display, '.figure')).toEqual([expect.closeTo(side, 0), expect.closeTo(50, 0)]);
  await page.keyboard.press('Space');
  await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'review', { timeout: patienceMs });
  await expect(page.locator('[data-step=left]')).toHaveAttribute('data-aimed', 'true');
  await expect.poll(() => middleOf(display, '.figure')).toEqual([expect.closeTo(-side, 0), expect.closeTo(50, 0)]);
  expect(await display.content()).not.toMatch(/Dupr|Zo|8004512/i);

  await page.keyboard.press('Escape');
  await expect(page.locator('.today')).toBeVisible();
  await expect(screen).toHaveAttribute('data-state', 'blank');
  await expect(display.locator('.figure')).toBeHidden();
  expect(problems).toEqual([]);
});

test('a tablet shows it from a server of its own, goes blank with it, and comes back', async ({ page }) => {
  const view = { target: { leftDeg: 30, upDeg: 0 }, display: fixationDisplay.parse({ widthMm: 1600 }) };
  const screens = new FixationScreens(() => view, String);
  const serve = (port: number) =>
    startTabletServer({
      ...{ path: 'abcdefgh2345', port, addresses: () => ['127.0.0.1'], unexpected: String },
      pageFolder: join(findRoot(import.meta.dirname), 'out', 'renderer'),
      attach: (wire) => screens.attach(wire),
    });
  await page.setViewportSize(size);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  const first = await serve(0);
  const { port } = first;
  await page.goto(`http://127.0.0.1:${port}/abcdefgh2345/`);
  await expect(page.locator('main')).toHaveAttribute('data-state', 'target');
  expect(await middleOf(page, '.figure')).toEqual([expect.closeTo(-tan(30), 0), 0]);
  await expect
    .poll(() => page.locator('.figure').evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);
  await first.close();
  await expect(page.locator('main')).toHaveAttribute('data-state', 'blank');
  const again = await serve(port);
  await expect(page.locator('main')).toHaveAttribute('data-state', 'target', { timeout: 20_000 });
  await page.goto('about:blank');
  await again.close();
  expect(errors).toEqual([]);
});
