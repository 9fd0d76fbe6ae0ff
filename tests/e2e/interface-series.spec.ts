import { expect } from '@playwright/test';
import { openSession, photograph, test } from '../rigs/interface-page.ts';
import { press } from '../rigs/pedal.ts';

test.use({ locale: 'fr-FR' });

const names = [
  'Position primaire',
  'Droite',
  'Gauche',
  'Haut-droite',
  'Haut',
  'Haut-gauche',
  'Bas-droite',
  'Bas',
  'Bas-gauche',
];

test('one key photographs a whole series, another sends it', async ({ page, studio }) => {
  await openSession(page, studio);
  const title = page.getByRole('heading', { level: 1 });
  for (const [index, name] of names.entries()) {
    await expect(title).toHaveText(name);
    await photograph(page);
    await expect(page.locator('.saved')).toHaveText('Enregistrée · 9,1\u00a0Mo · 0,24\u00a0s');
    await expect(page.locator('.rail-cell img')).toHaveCount(index + 1);
  }
  await expect(page.locator('[data-name=take]')).toContainText('Accepter et finir');
  await press(page);
  await expect(page.getByText('Toutes les vues sont faites.')).toBeVisible();
  await expect(page.getByRole('option')).toHaveCount(9);
  await page.keyboard.press('b');
  const composite = page.getByRole('img', { name: /Planche/ });
  await expect.poll(() => composite.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1600);
  await page.keyboard.press('b');
  // The pedal that came here sends nothing, and says what does.
  await press(page);
  await expect(page.locator('.told')).toHaveText('La pédale n’envoie rien\u00a0: Entrée clôt la série et l’envoie.');
  expect(studio.calls).not.toContain('session.close');
  await page.keyboard.press('Enter');
  await expect(page.locator('.delivery[data-state=confirmed]')).toContainText('9 sur 9 confirmées');
  await expect(page.locator('.sheet-sent[data-sent=confirmed]')).toHaveCount(9);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Nouveau patient' })).toBeVisible();
  await expect(page.locator('.session-row')).toContainText('DUPRÉ Zoé');
  expect(studio.calls.filter((call) => call === 'shot.take')).toHaveLength(9);
  expect(studio.calls.filter((call) => call === 'session.close')).toHaveLength(1);
});

test('a blocked picture is taken again by the same pedal and cannot be accepted', async ({ page, studio }) => {
  await openSession(page, studio);
  studio.change((state) => {
    state.findings = [[{ code: 'flash-missed', level: 'block' }]];
  });
  await photograph(page);
  await expect(page.locator('[data-finding=flash-missed]')).toContainText('Le flash n’est pas parti.');
  await expect(page.locator('[data-name=accept]')).toBeDisabled();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Position primaire');
  await page.keyboard.press('Enter');
  await press(page);
  await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'ready');
  await photograph(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Droite');
  expect(studio.session()?.shots.map(({ state }) => state)).toEqual(['rejected', 'checked']);
  expect(studio.calls).not.toContain('shot.accept');
});

test('a step is skipped with a reason, another deferred to the end, without a mouse and without a dialog', async ({
  page,
  studio,
}) => {
  await openSession(page, studio);
  await page.keyboard.press('s');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-step=primary], .rail-steps li').first()).toContainText('passée');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Droite');
  await page.keyboard.press('s');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Gauche');
  await page.keyboard.press('s');
  await page.getByPlaceholder('Autre raison').fill('Pansement à droite');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Haut-droite');
  const steps = studio.session()?.steps.map(({ state, reason }) => [state, reason]);
  expect(steps?.slice(0, 3)).toEqual([
    ['skipped', 'Patient fatigué'],
    ['deferred', undefined],
    ['skipped', 'Pansement à droite'],
  ]);
  for (let left = 6; left > 0; left--) await photograph(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Droite');
  await page.keyboard.press('v');
  await expect(page.locator('.series-says')).toContainText(
    'Il manque\u00a0: Droite (différée) · Bas-gauche (à accepter).',
  );
  await expect(page.locator('.series-says')).toContainText(
    'Passées\u00a0: Position primaire (Patient fatigué) · Gauche',
  );
  await expect(page.locator('[data-name=close]')).toBeDisabled();
  await page.keyboard.press('v');
  await photograph(page);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Toutes les vues sont faites.')).toBeVisible();
});

test('a button used by mouse does not keep Space', async ({ page, studio }) => {
  await openSession(page, studio);
  await photograph(page);
  await page.locator('[data-name=retake]').click();
  await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'ready');
  await press(page);
  await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'review');
  expect(studio.calls.filter((call) => call === 'shot.take')).toHaveLength(2);
  expect(studio.calls.filter((call) => call === 'shot.retake')).toHaveLength(1);
});

test('pausing leaves the session to be resumed, another patient’s name is never beside it', async ({
  page,
  studio,
}) => {
  await openSession(page, studio);
  await photograph(page);
  const banner = page.getByRole('region', { name: 'Patient' });
  await expect(banner).toContainText('DUPRÉ Zoé');
  await expect(banner).toContainText('née le 04/05/2016');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'À reprendre' })).toBeVisible();
  await expect(banner).toHaveCount(0);
  await page.getByPlaceholder('Chercher').fill('dupre');
  await page.locator('.session-row').first().focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'review');
  await expect(banner).toContainText('IPP 8004512');
});

test('a parked upload says why, what is safe, and is sent again', async ({ page, studio }) => {
  await openSession(page, studio);
  for (const _ of names) await photograph(page);
  studio.change((state) => {
    state.parkNext = { code: 'store-unreachable' };
  });
  await page.keyboard.press('Enter');
  await expect(page.getByText('Toutes les vues sont faites.')).toBeVisible();
  await page.keyboard.press('Enter');
  const delivery = page.locator('.delivery');
  await expect(delivery).toHaveAttribute('data-state', 'parked');
  await expect(delivery).toContainText('3 sur 9 confirmées');
  await expect(delivery).toContainText('en sécurité dans le coffre');
  await expect(delivery).toContainText('store-unreachable');
  await page.locator('[data-name=retry]').focus();
  await page.keyboard.press('Enter');
  await expect(delivery).toHaveAttribute('data-state', 'confirmed');
});
