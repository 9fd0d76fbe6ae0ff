import { test as base, expect } from '@playwright/test';
import { type Workplace, workplace } from '../rigs/cli.ts';
import { type ServedStudio, serveStudio } from '../rigs/served-studio.ts';

const patienceMs = 60_000;
const password = 'correct horse battery';

/** A new vault whose hospital has given no recovery key, on the studio as it is served. */
const test = base.extend<{ place: Workplace; served: ServedStudio }>({
  place: async ({ browserName: _ }, use) => {
    const place = await workplace();
    const { INCIDENCE_RECOVERY_RECIPIENT: _given, ...env } = place.env;
    await use({ ...place, env });
    await place.remove();
  },
  served: async ({ place }, use) => {
    const served = await serveStudio(place, { camera: 'sim:nikon' });
    await use(served);
    await served.stop();
  },
});
test.use({ locale: 'fr-FR' });

test('from the first start to a locked station: the key is kept, a head of department defined, the trail tells of it', async ({
  page,
  served,
  place,
}) => {
  await page.goto(served.url);
  await page.locator('[data-name=show]').click();
  const shown = page.locator('.first-start > .key-groups b');
  await expect(shown).toHaveCount(15);
  const groups = await shown.allTextContents();
  await page.locator('[data-name=kept]').click();
  await page.fill('[name=recovery-key]', [...groups.slice(1), groups[0]].join(' '));
  await page.locator('[data-name=confirm]').click();
  await expect(page.getByRole('alert')).toContainText('Ce n’est pas la clé de secours');
  await page.fill('[name=recovery-key]', groups.join(' ').toLowerCase());
  await page.locator('[data-name=confirm]').click();

  await page.locator('[data-notice=no-operators]').getByRole('button').click();
  await page.fill('[name=name]', 'Paul Lenoir');
  await page.fill('[name=id]', 'plenoir');
  await page.fill('[name=password]', password);
  await page.fill('[name=again]', password);
  await page.fill('[name=pin]', '2468');
  await page.locator('[data-name=save-operator]').click();

  await page.check('[name=operator][value=plenoir]', { timeout: patienceMs });
  await page.fill('[name=password]', 'another horse');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('ne vont pas ensemble', { timeout: patienceMs });
  await page.fill('[name=password]', password);
  await page.keyboard.press('Enter');
  await page.locator('[data-name=sign-charter]').click({ timeout: patienceMs });
  await expect(page.locator('.at-work')).toContainText('Paul Lenoir');

  await page.fill('[name=patientId]', '8004512');
  await page.fill('[name=family]', 'Dupré');
  await page.fill('[name=given]', 'Zoé');
  await page.fill('[name=birthDate]', '04/05/2016');
  await page.locator('label:has(input[name=sex][value=F])').click();
  await page.check('[name=protocol][value=gaze-9]');
  await page.keyboard.press('Enter');
  await expect(page.locator('.live')).toHaveAttribute('data-stale', 'false', { timeout: patienceMs });
  await page.keyboard.press('w');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Poste verrouillé');
  expect(await page.content()).not.toContain('DUPRÉ');
  // What was sent before is gone from a page that comes anew, as well.
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Poste verrouillé');
  await page.fill('[name=pin]', '2468');
  await page.keyboard.press('Enter');
  await expect(page.locator('.patient-name')).toHaveText('DUPRÉ Zoé', { timeout: patienceMs });

  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Service', exact: true }).click();
  await expect(page.locator('.retention-list')).toContainText('La série n’est pas close');
  await page.locator('[data-name=to-audit]').click();
  await expect(page.locator('[data-intact=true]')).toBeVisible({ timeout: patienceMs });
  for (const event of ['recovery-key-confirmed', 'operator-changed', 'sign-in', 'charter-signed', 'locked', 'unlocked'])
    await expect(page.locator(`.audit-list [data-event=${event}]`).first()).toBeVisible();
  await expect(page.locator('[data-event=sign-in]').last()).toContainText('Refusé');

  // Started again, the vault knows that its key is kept, and asks who it is.
  await served.stop();
  const again = await serveStudio(place, { camera: 'sim:nikon' });
  await page.goto(again.url);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connexion');
  await again.stop();
});
