import { expect } from '@playwright/test';
import { photograph } from '../rigs/interface-page.ts';
import { test } from '../rigs/reference-page.ts';

test('a child who cries is sent home, and the series goes on another day where it stood', async ({ reference }) => {
  const { page, studio, setTime } = reference;
  await setTime('2026-03-12T08:40:00Z');
  await page.goto(studio.url);
  for (const [name, text] of Object.entries({ patientId: '8004512', family: 'Dupré', given: 'Zoé' }))
    await page.fill(`[name=${name}]`, text);
  await page.fill('[name=birthDate]', '20/03/2016');
  await page.check('[name=sex][value=F]');
  await page.check('[name=protocol][value=gaze-9]');
  await page.keyboard.press('Enter');
  await photograph(page);
  await photograph(page);
  await expect(page.getByRole('region', { name: 'Patient' })).toContainText('9 ans');
  await page.keyboard.press('Escape');
  const row = page.locator('.session-row');
  await expect(row.locator('.when')).toHaveText('09:40');

  await setTime('2026-03-27T13:15:00Z');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'À reprendre' })).toContainText('1');
  await expect(row.locator('.when')).toHaveText('12/03/2026');
  await row.focus();
  await page.keyboard.press('Enter');
  // Nothing that was decided, or not yet, is another way than it was left; the child has had a birthday.
  await expect(page.getByRole('region', { name: 'Patient' })).toContainText('10 ans');
  await expect(page.locator('.capture[data-phase=review]')).toBeVisible();
  await expect(page.locator('[data-step=primary]')).toHaveAttribute('data-state', 'accepted');
  await expect(page.locator('.last')).toHaveAttribute('data-number', '2');
  for (let view = 3; view <= 9; view += 1) await photograph(page);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Toutes les vues sont faites.')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.locator('.delivery[data-state=confirmed]')).toContainText('9 sur 9 confirmées');
  const days = studio.session()?.shots.map(({ takenAt }) => takenAt.slice(0, 10));
  expect(days).toEqual([...Array(2).fill('2026-03-12'), ...Array(7).fill('2026-03-27')]);
});
