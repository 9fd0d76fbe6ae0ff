import { expect } from '@playwright/test';
import { openSession, photograph, test } from '../rigs/interface-page.ts';

test.use({ locale: 'fr-FR' });

test('a session that was cut off is one key away, and put off by another', async ({ page, studio }) => {
  await openSession(page, studio);
  await photograph(page);
  await photograph(page);
  const session = studio.session()?.opened.session ?? '';
  await page.keyboard.press('Escape');
  studio.change((state) => {
    state.interrupted = { session, saved: 2 };
  });
  const offer = page.getByRole('region', { name: 'La séance de DUPRÉ Zoé a été interrompue' });
  await expect(offer).toContainText('2 vues sont enregistrées.');
  await expect(page.locator('.session-row')).toContainText('Interrompue');
  await page.keyboard.press('Escape');
  await expect(offer).toHaveCount(0);
  await page.reload();
  await expect(offer).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'review');
});

test('a disk that is full keeps sessions from being begun, says what is safe, and how much fits', async ({
  page,
  studio,
}) => {
  await page.goto(studio.url);
  await expect(page.locator('.new-patient [type=submit]')).toBeEnabled();
  studio.change((state) => {
    state.disk = { state: 'full', freeBytes: 1e9 };
  });
  await expect(page.locator('[data-notice=disk]')).toContainText('Tout ce qui est enregistré est en sécurité');
  await expect(page.locator('[data-notice=disk]')).toContainText('14 vues');
  await expect(page.locator('.new-patient [type=submit]')).toBeDisabled();
});

test('a station without a worklist says so, and what to do instead', async ({ page, studio }) => {
  await page.goto(studio.url);
  await expect(page.getByText('Aucune liste de travail n’est reliée à ce poste.')).toBeVisible();
  await expect(page.getByText('entrez l’identité à la main')).toBeVisible();
});

test('a known number names who that was and fills the form; another identity under it is seen', async ({
  page,
  studio,
}) => {
  await openSession(page, studio);
  await page.keyboard.press('Escape');
  await page.fill('[name=patientId]', '8004512');
  const known = page.locator('.known');
  await expect(known).toContainText('DUPRÉ Zoé, 04/05/2016');
  await page.fill('[name=family]', 'Durand');
  await expect(known.locator('.tone-advise')).toBeVisible();
  await page.locator('[data-name=take-identity]').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('[name=given]')).toHaveValue('Zoé');
  await expect(known).toHaveAttribute('data-same', 'true');
});

test('the next patient does not wait for the upload, which is told at the foot of every screen', async ({
  page,
  studio,
}) => {
  await openSession(page, studio);
  studio.change((state) => {
    state.confirmMs = 60_000;
  });
  for (let shot = 0; shot < 9; shot++) await photograph(page);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Toutes les vues sont faites.')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.locator('.delivery[data-state=sending] .progress p')).toHaveText(/0 sur 9 confirmée$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Nouveau patient' })).toBeVisible();
  await expect(page.locator('.footer .previous')).toHaveText(/Envoi précédent\u00a0: 0 sur 9 confirmée$/);
  await expect(page.locator('.session-row')).toContainText('Envoi en cours');
});
