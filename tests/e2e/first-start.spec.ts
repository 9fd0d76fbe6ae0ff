import { expect, type Page } from '@playwright/test';
import { signOn } from '../rigs/fake-access.ts';
import type { FakeStudio } from '../rigs/fake-studio.ts';
import { fakeRecovery } from '../rigs/fake-vault.ts';
import { test } from '../rigs/interface-page.ts';

test.use({ locale: 'fr-FR' });

async function firstStart(page: Page, studio: FakeStudio): Promise<void> {
  studio.change((state) => {
    state.vault = { ...state.vault, recovery: 'not-shown-yet' };
  });
  await page.goto(studio.url);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('La clé de secours de l’hôpital');
}

/** Whether the key, whole or in its groups, is anywhere in the page. */
function holdsKey(page: Page): Promise<boolean> {
  return page.evaluate((key) => {
    const fields = [...document.querySelectorAll('input, textarea')].map((field) => (field as HTMLInputElement).value);
    const held = [document.documentElement.outerHTML, document.body.textContent ?? '', ...fields].join('\n');
    const groups = key.slice(16).match(/.{4}/g) ?? [];
    const kept = JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state]);
    return [key, ...groups].some((part) => held.includes(part) || kept.includes(part));
  }, fakeRecovery.key);
}

test('the recovery key is explained, shown, printed, typed back, and then nowhere', async ({ page, studio }) => {
  await page.addInitScript(() => {
    window.print = () => document.documentElement.setAttribute('data-printed', 'yes');
  });
  await firstStart(page, studio);
  expect(await holdsKey(page)).toBe(false);
  await page.locator('[data-name=show]').click();
  await expect(page.locator('.first-start > .key-groups b')).toHaveText(
    fakeRecovery.key.slice(16).match(/.{1,4}/g) ?? [],
  );
  // Large enough to be copied by hand.
  const size = await page
    .locator('.key-groups b')
    .first()
    .evaluate((group) => getComputedStyle(group).fontSize);
  expect(Number.parseFloat(size)).toBeGreaterThanOrEqual(28);
  await page.locator('[data-name=print]').click();
  await expect(page.locator('html')).toHaveAttribute('data-printed', 'yes');

  await page.locator('[data-name=kept]').click();
  expect(await holdsKey(page)).toBe(false);
  await page.fill('[name=recovery-key]', `${fakeRecovery.key.slice(0, -1)}Z`);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Ce n’est pas la clé de secours de ce coffre');
  await page.fill('[name=recovery-key]', 'qjep mcyo');
  await expect(page.getByText('n’est dans aucune clé')).toContainText('O');
  // As somebody reads it from the sheet: groups, in small letters, without the beginning.
  await page.fill('[name=recovery-key]', (fakeRecovery.key.slice(16).match(/.{1,4}/g) ?? []).join(' ').toLowerCase());
  await expect(page.getByText('58 signes sur 58')).toBeVisible();
  await page.locator('[data-name=confirm]').click();
  await expect(page.getByRole('heading', { name: 'Nouveau patient' })).toBeVisible();
  expect(await holdsKey(page)).toBe(false);
});

test('the sheet says what the key is for and where to keep it, and nothing else is printed', async ({
  page,
  studio,
}) => {
  await firstStart(page, studio);
  await page.locator('[data-name=show]').click();
  await expect(page.locator('.print-sheet')).toBeHidden();
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 794, height: 1123 });
  const sheet = page.locator('.print-sheet');
  for (const word of ['Hôpital', 'Poste', 'Date', fakeRecovery.recipient, fakeRecovery.key, 'À ranger loin du poste'])
    await expect(sheet).toContainText(word);
  const printed = await page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((element) => element.checkVisibility() && element.children.length === 0 && element.textContent !== '')
      .filter((element) => !element.closest('.print-sheet'))
      .map(({ className, textContent }) => `${className} ${textContent}`),
  );
  expect(printed).toEqual([]);
  // One page, whatever paper it is.
  const pages = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g);
  expect(pages).toHaveLength(1);
});

test('a key that another run has shown is only typed', async ({ page, studio }) => {
  await firstStart(page, studio);
  studio.change((state) => {
    state.behind.shows = false;
  });
  await page.locator('[data-name=show]').click();
  await expect(page.getByText('La clé a été montrée lors d’un démarrage précédent')).toBeVisible();
  await expect(page.locator('[data-name=again]')).toHaveCount(0);
  await page.fill('[name=recovery-key]', fakeRecovery.key);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Nouveau patient' })).toBeVisible();
});

test('it is put off for simulated work alone, and Today goes on saying so', async ({ page, studio }) => {
  await firstStart(page, studio);
  await page.locator('[data-name=put-off]').click();
  const notice = page.locator('[data-notice=recovery]');
  await expect(notice).toContainText('ce poste ne sert qu’à des simulations');
  // A real camera is connected.
  studio.change((state) => {
    state.camera = { ...state.camera, simulated: false };
  });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('La clé de secours de l’hôpital');
  await expect(page.locator('[data-name=put-off]')).toHaveCount(0);
  studio.change((state) => {
    state.camera = { ...state.camera, simulated: true };
  });
  await notice.getByRole('button').click();
  await expect(page.locator('[data-name=show]')).toBeVisible();
});

test('an operator who may not configure the station is told whom to ask', async ({ page, studio }) => {
  studio.change((state) => signOn(state, 'croy'));
  await firstStart(page, studio);
  await expect(page.getByText('Demandez au chef de service')).toBeVisible();
  await expect(page.locator('[data-name=show]')).toHaveCount(0);
  expect(studio.calls).not.toContain('recovery.show');
});
