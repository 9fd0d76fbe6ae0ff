import { expect, type Page } from '@playwright/test';
import type { FakeStudio } from '../rigs/fake-studio.ts';
import { anItem } from '../rigs/hospital-data.ts';
import { enterPatient, openSession, photograph, test } from '../rigs/interface-page.ts';

test.use({ locale: 'fr-FR' });

/** A closed series of one picture, on screen. */
async function closed(page: Page, studio: FakeStudio): Promise<string> {
  await photograph(page);
  const session = studio.session()?.opened.session ?? '';
  await page.keyboard.press('Enter');
  await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'ready');
  await page.keyboard.press('v');
  await page.locator('[data-name=discontinue]').click();
  await page.locator('.skip button').first().click();
  await expect(page.locator('.delivery[data-state=confirmed]')).toHaveCount(1);
  return session;
}

test('a misspelt identity is corrected with the other series of its number, and what happens is said before', async ({
  page,
  studio,
}) => {
  await openSession(page, studio);
  const first = await closed(page, studio);
  await page.keyboard.press('Escape');
  await enterPatient(page);
  const second = await closed(page, studio);
  await page.locator('[data-name=correct-identity]').click();
  await expect(page.locator('[name=patientId]')).toBeFocused();
  await expect(page.locator('.others input')).toBeChecked();
  await expect(page.locator('.correct-says')).toContainText('2 envois ont déjà commencé sous l’ancienne identité.');
  await expect(page.locator('.correct-says')).toContainText('nouveaux identifiants');
  await page.fill('[name=family]', '');
  await page.locator('[data-name=correct]').click();
  await expect(page.locator('[name=family]')).toBeFocused();
  await page.fill('[name=family]', 'Dupret');
  await page.locator('[data-name=correct]').click();
  await expect(page.locator('.corrected')).toContainText('2 séries repartent sous de nouveaux identifiants');
  await expect(page.locator('.patient-name')).toHaveText('DUPRET Zoé');
  const said = studio.said('patient.correct');
  expect(said).toMatchObject({ reason: 'details', patient: { name: 'Dupret^Zoé', patientId: '8004512' } });
  expect(said).toHaveProperty('sessions', [second, first]);
  expect(said).not.toHaveProperty('order');
});

test('pictures of another patient go to that one, with the order that the worklist has; other series stay', async ({
  page,
  studio,
}) => {
  const right = { patientId: '700', name: 'MARTIN^Léo', birthDate: '2014-02-01', sex: 'M' } as const;
  studio.change(({ hospital }) => {
    hospital.worklist = { state: 'ready', items: [anItem('7', { patient: right }), anItem('8')] };
  });
  await openSession(page, studio);
  await page.keyboard.press('Escape');
  await enterPatient(page);
  const session = studio.session()?.opened.session ?? '';
  await page.keyboard.press('v');
  await page.locator('[data-name=correct-identity]').click();
  await expect(page.locator('.correct-says')).toContainText('Rien n’est encore parti');
  await page.check('[name=reason][value=wrong-patient]');
  await expect(page.locator('.others input')).not.toBeChecked();
  await expect(page.locator('[name=order][value=none]')).toBeChecked();
  await page.locator('[data-name=correct]').click();
  await expect(page.locator('[name=patientId]')).toBeFocused();
  await expect(page.locator('.correct')).toContainText('C’est encore le même numéro');
  await page.fill('[name=patientId]', '700');
  await page.fill('[name=family]', 'Martin');
  await page.fill('[name=given]', 'Léo');
  await page.fill('[name=birthDate]', '01/02/2014');
  await page.check('[name=sex][value=M]');
  await expect(page.locator('[name=order]')).toHaveCount(3);
  await page.check('[name=order][value="item 7"]');
  // An order goes with its patient: under another number it is no longer chosen.
  await page.fill('[name=patientId]', '701');
  await expect(page.locator('[name=order][value=none]')).toBeChecked();
  await page.fill('[name=patientId]', '700');
  await expect(page.locator('[name=order][value="item 7"]')).toBeChecked();
  studio.change((state) => {
    state.refusals = [{ call: 'patient.correct', error: { code: 'correction-empty' } }];
  });
  await page.locator('[data-name=correct]').click();
  await expect(page.locator('[data-notice=problem]')).toContainText('Cette correction ne changerait rien.');
  await page.locator('[data-name=correct]').click();
  await expect(page.locator('.corrected')).toContainText('Rien n’était parti.');
  await expect(page.locator('.patient-name')).toHaveText('MARTIN Léo');
  expect(studio.said('patient.correct')).toMatchObject({
    ...{ sessions: [session], reason: 'wrong-patient', patient: { patientId: '700' } },
    order: { accessionNumber: 'R26-7' },
  });
});
