import { expect, type Page, test as plain } from '@playwright/test';
import { peakingColour } from '../../renderer/liveview/analysis/overlay.ts';
import { countPixels } from '../rigs/canvas-pixels.ts';
import { press as pedal } from '../rigs/pedal.ts';
import { openSession, patienceMs, type Tethered, test, tether } from '../rigs/tethered-page.ts';

test.use({ locale: 'en-GB' });

type Lens = { position: number; sharpAt: number };

/** What the virtual body says of itself: how it is magnified, where its lens stands. */
async function bodyState({ camera }: Tethered): Promise<{ zoom: number; focus: Lens }> {
  const { state } = (await camera.control({ state: true })) as { state: { zoom: number; focus: Lens } };
  return state;
}

const marks = (page: Page): Promise<number> => countPixels(page, '.analysis', peakingColour);

/** Presses a key until the body has done what was meant: a step that comes while one is under way is dropped. */
async function press(page: Page, key: string, until: () => Promise<boolean>): Promise<void> {
  await expect(async () => {
    await page.keyboard.press(key);
    await expect.poll(until, { timeout: 2000 }).toBe(true);
  }).toPass({ timeout: patienceMs });
}

test('peaking marks what is sharp, and nearly nothing once the lens is turned away', async ({ tethered }) => {
  const { page } = tethered;
  await openSession(tethered);
  await expect(page.locator('.analysis')).toBeHidden();
  await page.keyboard.press('p');
  await expect(page.getByText('Sharp edges marked')).toBeVisible();
  await expect.poll(() => marks(page), { timeout: patienceMs }).toBeGreaterThan(500);
  const sharp = await marks(page);
  const { sharpAt } = (await bodyState(tethered)).focus;
  await press(page, 'Shift+PageUp', async () => Math.abs((await bodyState(tethered)).focus.position - sharpAt) > 900);
  await expect.poll(() => marks(page), { timeout: patienceMs }).toBeLessThan(sharp / 10);
  await press(page, 'a', async () => (await bodyState(tethered)).focus.position === sharpAt);
  await expect(page.getByText('Focused')).toBeVisible();
  await expect.poll(() => marks(page), { timeout: patienceMs }).toBeGreaterThan(sharp / 2);
  await page.keyboard.press('p');
  await expect(page.locator('.analysis')).toBeHidden();
});

for (const model of ['nikon', 'canon'] as const) {
  plain(`zoom and focus reach the body from the keyboard: ${model}`, async ({ browser }) => {
    const tethered = await tether(browser, { model });
    try {
      await reachTheBody(tethered);
      if (model === 'nikon') await reachTheStop(tethered);
      expect(tethered.problems).toEqual([]);
    } finally {
      await tethered.close();
    }
  });
}

async function reachTheBody(tethered: Tethered): Promise<void> {
  const { page } = tethered;
  await openSession(tethered);
  const zoomIs = (least: number, most: number) => async () => {
    const { zoom } = await bodyState(tethered);
    return zoom >= least && zoom <= most;
  };
  await page.keyboard.press('z');
  await expect.poll(zoomIs(4, 6), { timeout: patienceMs }).toBe(true);
  await expect(page.locator('.viewfinder')).toHaveAttribute('data-zoom', /^[456]/, { timeout: patienceMs });
  // The page magnifies nothing on top of what the body does.
  const [frame, live] = [await page.locator('.frame').boundingBox(), await page.locator('.live').boundingBox()];
  expect(live?.width).toBeCloseTo(frame?.width ?? 0, 0);
  await page.keyboard.press('z');
  await expect.poll(zoomIs(8, 12), { timeout: patienceMs }).toBe(true);
  await page.keyboard.press('Escape');
  await expect.poll(zoomIs(1, 1), { timeout: patienceMs }).toBe(true);
  await expect(page.locator('.capture')).toBeVisible();

  const position = async (): Promise<number> => (await bodyState(tethered)).focus.position;
  const start = await position();
  await press(page, 'PageUp', async () => (await position()) !== start);
  const fine = Math.abs((await position()) - start);
  const then = await position();
  await press(page, 'Shift+PageDown', async () => (await position()) !== then);
  const coarse = Math.abs((await position()) - then);
  expect(coarse).toBeGreaterThan(2 * fine);
}

/** Nikon bodies tell the end of the lens's travel, Canon ones do not. */
async function reachTheStop({ page }: Tethered): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('Shift+PageDown');
    await expect(page.getByText('the lens goes no nearer')).toBeVisible({ timeout: 1500 });
  }).toPass({ timeout: patienceMs });
}

test('a lost camera is said within seconds, found again by itself, and the series goes on', async ({ tethered }) => {
  const { page, camera } = tethered;
  await openSession(tethered);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Primary position');
  await camera.control({ fault: { name: 'off' } });
  const notice = page.locator('[data-notice=camera]');
  await expect(notice).toContainText('Saved views are safe', { timeout: 8000 });
  await expect(page.locator('[data-pill=camera]')).not.toHaveAttribute('data-tone', 'good');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await camera.control({ fault: { name: 'on' } });
  await expect(notice).toHaveCount(0, { timeout: patienceMs });
  await expect(page.locator('.live')).toHaveAttribute('data-stale', 'false', { timeout: patienceMs });
  await pedal(page);
  await expect(page.locator('.last[data-number="1"]')).toBeVisible({ timeout: patienceMs });
  await expect(page.locator('.capture[data-phase=review]')).toBeVisible({ timeout: patienceMs });
});

test('the button on the body photographs the step as the keyboard does', async ({ tethered }) => {
  const { page, camera } = tethered;
  await openSession(tethered);
  await camera.control({ shutter: true });
  await expect(page.locator('.last[data-number="1"]')).toBeVisible({ timeout: patienceMs });
  await expect(page.locator('.saved')).toContainText(/Saved.*taken on the camera/, { timeout: patienceMs });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Right', { timeout: patienceMs });
  await camera.control({ shutter: true });
  await expect(page.locator('.last[data-number="2"]')).toBeVisible({ timeout: patienceMs });
  await expect(page.locator('.rail-steps [data-state=accepted]')).toHaveCount(1, { timeout: patienceMs });
});

test('a setting that the body does not take blocks the step, in large, with what to turn', async ({ tethered }) => {
  const { page, camera } = tethered;
  await openSession(tethered);
  await camera.control({ turn: { property: '5007', value: 800 } });
  await camera.control({ fault: { name: 'clamp', property: '5007', value: 800 } });
  await pedal(page);
  const refusal = page.locator('.refusal');
  await expect(refusal).toContainText('Aperture', { timeout: patienceMs });
  await expect(refusal).toContainText('asked f/11');
  await expect(refusal).toContainText('the camera keeps f/8');
  await expect(refusal).toContainText('Turn the aperture dial');
  await expect(page.locator('.last[data-shot=failed]')).toBeVisible();
  await camera.control({ fault: { name: 'none' } });
  await pedal(page);
  await expect(refusal).toHaveCount(0);
  await expect(page.locator('.last[data-number="2"]')).toBeVisible({ timeout: patienceMs });
  await expect(page.locator('.capture[data-phase=review]')).toBeVisible({ timeout: patienceMs });
});

test('the room gives a role to another camera, without a mouse', async ({ tethered }) => {
  const { page } = tethered;
  await openSession(tethered);
  await page.keyboard.press('m');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Room');
  const face = page.locator('[data-role=face]');
  await expect(face).toContainText('D750');
  await page.locator('[data-name=detect]').focus();
  await page.keyboard.press('Enter');
  const canon = page.locator('[data-address="sim:canon"] [data-name=assign-face]');
  await expect(canon).toBeVisible({ timeout: patienceMs });
  await canon.focus();
  await page.keyboard.press('Enter');
  await expect(face).toContainText('5D Mark III', { timeout: patienceMs });
  await expect(face).toHaveAttribute('data-state', 'ready', { timeout: patienceMs });
  await page.keyboard.press('Escape');
  await expect(page.locator('.capture')).toBeVisible();
});
