import { expect } from '@playwright/test';
import { overColour, underColour } from '../../renderer/liveview/analysis/overlay.ts';
import { countPixels } from '../rigs/canvas-pixels.ts';
import { openSession, photograph, test } from '../rigs/interface-page.ts';
import { press } from '../rigs/pedal.ts';

test.use({ locale: 'en-GB' });

test('what is burnt and what is black is hatched where it is, and counted', async ({ page, studio }) => {
  await openSession(page, studio);
  studio.change((state) => {
    state.clipped = true;
  });
  await page.keyboard.press('h');
  const share = async (name: string): Promise<number> => Number(await page.locator('.histogram').getAttribute(name));
  await expect.poll(() => share('data-over')).toBeGreaterThan(0.12);
  expect(await share('data-over')).toBeLessThan(0.14);
  expect(await share('data-under')).toBeGreaterThan(0.058);
  expect(await share('data-under')).toBeLessThan(0.07);
  await expect(page.locator('.histogram')).toContainText(/Burnt 1[23]\.\d%/);
  await page.keyboard.press('c');
  const pixels = 640 * 427;
  await expect.poll(() => countPixels(page, '.analysis', overColour)).toBeGreaterThan(0.05 * pixels);
  expect(await countPixels(page, '.analysis', overColour)).toBeLessThan(0.075 * pixels);
  expect(await countPixels(page, '.analysis', underColour)).toBeGreaterThan(0.025 * pixels);
  expect(await countPixels(page, '.analysis', underColour)).toBeLessThan(0.0375 * pixels);
  studio.change((state) => {
    state.clipped = false;
  });
  await expect.poll(() => countPixels(page, '.analysis', underColour)).toBeLessThan(0.005 * pixels);
});

test('where the body has no zoom the page magnifies, and the guide stays true', async ({ page, studio }) => {
  await openSession(page, studio);
  const box = async (selector: string) => {
    const found = await page.locator(selector).first().boundingBox();
    if (!found) throw new Error(`${selector} is not on screen`);
    return found;
  };
  const frame = await box('.frame');
  await page.keyboard.press('z');
  await expect(page.getByText('Zoom 5\u00a0× (digital)')).toBeVisible();
  expect((await box('.live')).width / frame.width).toBeCloseTo(5, 1);
  const circle = await page
    .locator('.guide-line circle')
    .first()
    .evaluate((element: SVGCircleElement) => element.r.baseVal.value * (element.getScreenCTM()?.a ?? 0));
  expect(circle / (frame.width / 28.8)).toBeCloseTo(5.85, 1);
  const before = await box('.live');
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (before.x - (await box('.live')).x) / frame.width).toBeCloseTo(0.25, 1);
  await page.mouse.click(frame.x + frame.width * 0.9, frame.y + frame.height / 2);
  await expect.poll(async () => (before.x - (await box('.live')).x) / frame.width).toBeCloseTo(0.65, 1);
  await page.keyboard.press('z');
  expect((await box('.live')).width / frame.width).toBeCloseTo(10, 1);
  await page.keyboard.press('Escape');
  expect((await box('.live')).width).toBeCloseTo(frame.width, 0);
  expect(studio.calls).not.toContain('camera.zoom');
  expect(studio.calls).not.toContain('session.pause');
});

test('the enlarged last view has a key of its own', async ({ page, studio }) => {
  await openSession(page, studio);
  await photograph(page);
  await page.keyboard.press('e');
  await expect(page.locator('.enlarged')).toContainText('E goes back to live view');
  await page.keyboard.press('e');
  await expect(page.locator('.enlarged')).toHaveCount(0);
});

test('a press while the camera connects is sent, and the wait is said', async ({ page, studio }) => {
  await openSession(page, studio);
  studio.change((state) => {
    state.phaseMs = 700;
    state.camera = { ...state.camera, state: 'connecting' };
  });
  await expect(page.locator('[data-notice=camera]')).toContainText('You may already press');
  await press(page);
  await expect(page.locator('[data-name=take]')).toContainText('Waiting for the camera…');
  studio.change((state) => {
    state.camera = { ...state.camera, state: 'busy', progress: 0.58 };
  });
  await expect(page.locator('[data-name=take]')).toContainText('Transfer… 58%');
  await expect(page.locator('[data-pill=camera]')).toContainText('58%');
  expect(studio.calls.filter((call) => call === 'shot.take')).toHaveLength(1);
});

test('a claimed camera is named with who holds it, and released by a button', async ({ page, studio }) => {
  await openSession(page, studio);
  studio.change((state) => {
    state.camera = {
      ...state.camera,
      state: 'failed',
      error: { code: 'camera-claimed', params: { holder: 'gvfsd-gphoto2' } },
    };
  });
  const notice = page.locator('[data-notice=camera]');
  await expect(notice).toContainText('“gvfsd-gphoto2” holds the camera');
  await notice.getByRole('button', { name: 'Release the camera' }).focus();
  await page.keyboard.press('Enter');
  await expect(notice).toHaveCount(0);
  expect(studio.calls).toContain('camera.free');
});

test('card, battery, strays and live view are said where they matter, in words', async ({ page, studio }) => {
  await openSession(page, studio);
  studio.change((state) => {
    state.camera = { ...state.camera, batteryPercent: 7, card: 'full', strays: 2 };
  });
  await expect(page.locator('[data-notice=card]')).toContainText('card is full');
  await expect(page.locator('[data-notice=strays]')).toHaveCount(0);
  studio.change((state) => {
    state.live = false;
    state.view = { ...state.view, error: { code: 'camera-live-view-refused' } };
  });
  await expect(page.locator('.stage-word')).toContainText('The camera refuses live view.');
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-notice=strays]')).toContainText('2 pictures from the camera belong to no session');
  await expect(page.locator('[data-notice=battery]')).toContainText('7%');
  await expect(page.locator('[data-pill=card]')).toHaveText('Card full');
  await expect(page.locator('[data-pill=camera]')).toContainText('battery low');
});

test('a refused setting is large, calm, and says what to turn; other problems stay small', async ({ page, studio }) => {
  await openSession(page, studio);
  studio.change((state) => {
    const params = { setting: 'shutterS', asked: 0.008, got: 0.004, outcome: 'read-only' };
    state.refusals = [{ call: 'shot.take', error: { code: 'camera-setting-refused', params } }];
  });
  await press(page);
  const refusal = page.locator('.refusal');
  await expect(refusal).toContainText('asked 1/125\u00a0s');
  await expect(refusal).toContainText('the camera keeps 1/250\u00a0s');
  await expect(refusal).toContainText('Set the mode dial to M');
  await expect(page.locator('[data-notice=problem]')).toHaveCount(0);
  await page.keyboard.press('l');
  await expect(refusal).toContainText('demandé 1/125\u00a0s');
  const size = (selector: string) =>
    page.locator(selector).evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  expect(await size('.refusal-values')).toBeGreaterThanOrEqual(32);
  expect(await size('.refusal-turn')).toBeGreaterThanOrEqual(24);
  await photograph(page);
  await expect(refusal).toHaveCount(0);
});

test('the room is reached, worked and left without a mouse', async ({ page, studio }) => {
  studio.change((state) => {
    state.camera = { ...state.camera, serial: '6012345' };
  });
  await openSession(page, studio);
  await page.keyboard.press('m');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Room');
  await expect(page.locator('.patient')).toContainText('DUPRÉ Zoé');
  const face = page.locator('.room-place[data-role=face]');
  await expect(face).toContainText('6012345');
  await expect(face).toContainText('105mm f/2.8');
  await expect(face).not.toContainText('exposure simulation');
  studio.change((state) => {
    state.camera = { ...state.camera, tools: { zoom: [], focus: true, autofocus: true, exposureSimulation: false } };
  });
  await expect(face).toContainText('Switch exposure simulation off in the camera’s own menu');
  await page.locator('[data-name=detect]').focus();
  await page.keyboard.press('Enter');
  const found = page.locator('[data-address="sim:nikon"]');
  await expect(found.locator('[data-name=assign-face]')).toBeDisabled();
  await found.locator('[data-name=assign-intra-oral]').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.room-place[data-role=intra-oral]')).toHaveAttribute('data-state', 'ready');
  await face.locator('[data-name=reconnect]').focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => studio.calls).toContain('camera.reconnect');
  await page.getByRole('radio', { name: /Leave them/ }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: /Delete those/ })).toBeChecked();
  await page.keyboard.press('m');
  await expect(page.locator('.capture')).toBeVisible();
  await page.locator('[data-pill=camera] button').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.room')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('.capture')).toBeVisible();
  expect(studio.calls).not.toContain('session.pause');
});
