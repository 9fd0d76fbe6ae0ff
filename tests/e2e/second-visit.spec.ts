import { expect, type Page } from '@playwright/test';
import { press } from '../rigs/pedal.ts';
import { openSession, patienceMs, test } from '../rigs/tethered-page.ts';

/* An earlier visit's picture over live view on the real studio: through vault, journal, previews and the camera's own frames. */
test.use({ locale: 'en-GB' });

/** One child, held still between the visits; how the picture lies is the camera's own business. */
const framings = [
  { protocol: 'gaze-9', held: 'as it lies', pose: null, longMm: 144 },
  {
    protocol: 'growth-face',
    held: 'upright',
    pose: { view: 'EV15', look: null, fieldWidthMm: 360, orientation: 'portrait', grip: 'up', mirror: 'none' },
    longMm: 360,
  },
] as const;

/** How long and how broad the earlier picture lies on the field that live view shows, in millimetres. */
async function laid(page: Page, longMm: number): Promise<[longMm: number, broadMm: number]> {
  const picture = await page.locator('.ghost img').first().boundingBox();
  const stage = await page.locator('.viewfinder').boundingBox();
  if (!picture || !stage) throw new Error('The earlier picture is not on the stage.');
  const upright = stage.height > stage.width;
  const mm = longMm / (upright ? stage.height : stage.width);
  const [long, broad] = upright ? [picture.height, picture.width] : [picture.width, picture.height];
  return [long * mm, broad * mm];
}

for (const { protocol, held, pose, longMm } of framings) {
  test(`the last visit lies over live view, ${held}, and agrees with a head held as it was`, async ({ tethered }) => {
    const { page, camera } = tethered;
    await camera.control({ pose });
    await openSession(tethered, protocol);
    await press(page);
    await expect(page.locator('.last[data-shot=checked]')).toBeVisible({ timeout: patienceMs });
    await page.keyboard.press('Enter');
    await expect(page.locator('.rail-steps li[data-state=accepted]')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(page.locator('.today')).toBeVisible();

    await openSession(tethered, protocol);
    await expect(page.locator('.rail-steps li[data-state=accepted]')).toHaveCount(0);
    await page.keyboard.press('f');
    await expect(page.locator('.chips')).toContainText(/Ghost: visit of \d\d\/\d\d\/\d{4} · 40%/);
    await expect(page.locator('.ghost img').first()).toHaveJSProperty('complete', true);
    const [long, broad] = await laid(page, longMm);
    expect(long).toBeCloseTo(longMm, 0);
    expect(broad).toBeCloseTo(longMm / 1.5, 0);
    await expect(page.locator('.agreement p')).toHaveText(/^Match (9\d|100)%$/, { timeout: patienceMs });
    await expect(page.locator('.agreement-hint')).toHaveCount(0);
    // Four millimetres off, both ways: the head has to follow.
    for (let presses = 0; presses < 8; presses += 1) await page.keyboard.press('ArrowRight');
    await expect(page.locator('.agreement-hint')).toHaveText('4 mm to the right →');
  });
}
