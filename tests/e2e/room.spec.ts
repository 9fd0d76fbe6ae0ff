import { expect, type Page } from '@playwright/test';
import { openSession, test } from '../rigs/interface-page.ts';

test.use({ locale: 'en-GB' });

/** From the patient to the room, by its key. */
async function openRoom(page: Page): Promise<void> {
  await page.keyboard.press('m');
  await expect(page.locator('.room')).toBeVisible();
}

async function press(page: Page, name: string): Promise<void> {
  await page.locator(`[data-name=${name}]`).focus();
  await page.keyboard.press('Enter');
}

test('a pedal is learned, told what it does, tried out and forgotten without a mouse', async ({ page, studio }) => {
  await openSession(page, studio);
  await openRoom(page);
  await expect(page.locator('.try-out')).toContainText('Press the pedal');
  await press(page, 'learn');
  await expect(page.locator('.learning')).toHaveText('Press the pedal now. Esc cancels.');
  await page.keyboard.press('Control');
  await expect(page.locator('.learning')).toBeVisible();
  await page.keyboard.press('F9');
  await expect(page.locator('.learning')).toHaveCount(0);
  await expect(page.locator('.learned')).toContainText('F9 is learned');
  const learned = page.locator('.pedal-keys [data-code=F9]');
  await expect(learned.locator('select')).toHaveValue('pedal');
  await learned.locator('select').focus();
  await page.keyboard.press('ArrowDown');
  await expect(learned.locator('select')).toHaveValue('take');

  await page.locator('.room h1').click();
  await page.keyboard.down('F9');
  await expect(learned).toHaveAttribute('data-down', 'true');
  await expect(page.locator('.try-out')).toContainText('Photograph, accept and go on');
  await expect(page.locator('.try-out')).toContainText('pressed');
  await page.keyboard.up('F9');
  await expect(learned).toHaveAttribute('data-down', 'false');
  await expect(page.locator('.try-out')).toContainText(/held for [\d.]+\u00a0s/);
  await page.keyboard.press('F8');
  await expect(page.locator('.try-out')).toContainText('not learned');

  await press(page, 'forget');
  await expect(page.locator('.pedal-keys')).toHaveCount(0);
  expect(studio.calls).not.toContain('shot.take');
});

test('a key that the studio uses is learned with a warning, and does nothing while it is', async ({ page, studio }) => {
  await openSession(page, studio);
  await openRoom(page);
  await press(page, 'learn');
  await page.keyboard.press('m');
  await expect(page.locator('.learned')).toContainText('The studio already uses M: room: the cameras.');
  await expect(page.locator('.room')).toBeVisible();
  await expect(page.locator('.pedal-keys [data-code=KeyM]')).toBeVisible();
  await press(page, 'learn');
  await page.keyboard.press('PageDown');
  await expect(page.locator('.learned')).toContainText('focus nearer');
  await expect(page.locator('.pedal-keys li')).toHaveCount(2);
  // What is known already is not learned twice.
  await press(page, 'learn');
  await page.keyboard.press('PageDown');
  await expect(page.locator('.learned')).toBeVisible();
  await expect(page.locator('.pedal-keys li')).toHaveCount(2);
  await press(page, 'learn');
  await page.keyboard.press('Escape');
  await expect(page.locator('.learning')).toHaveCount(0);
  await expect(page.locator('.room')).toBeVisible();
  await expect(page.locator('.pedal-keys li')).toHaveCount(2);
  // Tried out, it is what it was learned as, and no longer leads out of the room.
  await page.locator('.room h1').click();
  await page.keyboard.press('m');
  await expect(page.locator('.try-out')).toHaveAttribute('data-heard', 'KeyM');
  await expect(page.locator('.try-out')).toContainText('held for');
  await expect(page.locator('.room')).toBeVisible();
});

test('a length that is none is not kept, and says between which it may be', async ({ page, studio }) => {
  await openSession(page, studio);
  await openRoom(page);
  const width = page.locator('[data-name="room.fixation-width"]');
  const input = width.locator('input');
  for (const wrong of ['2', 'wide', '500']) {
    await input.fill(wrong);
    await page.keyboard.press('Enter');
    await expect(input).toHaveAttribute('aria-invalid', 'true');
    await expect(width.locator('.wrong')).toHaveText('Between 5 and 400 cm.');
  }
  expect(studio.calls).not.toContain('room.set');
  await input.fill('59,7');
  await page.keyboard.press('Enter');
  await expect(input).toHaveValue('59.7');
  await expect(input).toHaveAttribute('aria-invalid', 'false');
  await expect(page.locator('.room-fixation figcaption')).toContainText('16° left, 16° right, 9° up, 9° down');
  expect(studio.calls.filter((call) => call === 'room.set')).toHaveLength(1);
});

test('the tablet’s addresses are shown while it is served, and what to do where there is none', async ({
  page,
  studio,
}) => {
  await openSession(page, studio);
  await openRoom(page);
  await expect(page.locator('.tablet')).toHaveCount(0);
  await page.getByRole('checkbox', { name: /on a tablet/ }).focus();
  await page.keyboard.press('Space');
  await expect(page.locator('.room-fixation')).toContainText('This computer has no address on a network yet');
  const urls = ['http://10.0.0.7:8710/abcdefgh2345/', 'http://192.168.1.4:8710/abcdefgh2345/'];
  studio.change((state) => {
    state.tabletUrls = urls;
  });
  await expect(page.locator('.tablet code')).toHaveText(urls);
});

test('how the body is held in portrait is chosen with a word and a drawing', async ({ page, studio }) => {
  await openSession(page, studio);
  await openRoom(page);
  await expect(page.getByRole('radio', { name: /Grip up/ })).toBeChecked();
  await page.getByRole('radio', { name: /Grip up/ }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: /Grip down/ })).toBeChecked();
  await page.keyboard.press('Escape');
  await expect(page.locator('.capture')).toBeVisible();
  await openRoom(page);
  await expect(page.getByRole('radio', { name: /Grip down/ })).toBeChecked();
});
