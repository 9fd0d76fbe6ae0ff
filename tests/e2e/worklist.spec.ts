import { expect } from '@playwright/test';
import { aDay, anItem } from '../rigs/hospital-data.ts';
import { photograph, test } from '../rigs/interface-page.ts';

test.use({ locale: 'fr-FR', timezoneId: 'Europe/Paris' });

test('one press on an expected patient opens the session, with the order on screen; it goes on, and is marked once it is done', async ({
  page,
  studio,
}) => {
  studio.change(({ hospital }) => {
    hospital.worklist = { state: 'ready', items: [anItem('1'), anItem('2', { patient: { name: 'NGUYEN^Ana' } })] };
  });
  await page.goto(studio.url);
  const row = page.locator('[data-item="1"]');
  await expect(row).toContainText('09:00');
  await expect(row).toContainText('DUPRÉ Zoé');
  await expect(row).toContainText('04/05/2016 · IPP 800451');
  await expect(row).toContainText('Photographies du regard');
  await expect(row).toContainText('R26-1');
  await page.keyboard.press('f');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.locator('.capture')).toBeVisible();
  await expect(page.locator('.patient-facts small')).toHaveText('Demande R26-1 · Photographies du regard');
  expect(studio.said('session.open')).toMatchObject({
    patient: { patientId: '800451' },
    protocol: 'gaze-9',
    order: { kind: 'order', accessionNumber: 'R26-1' },
  });
  await photograph(page);
  await page.keyboard.press('Escape');
  await expect(row).toContainText('Commencé à');
  await row.click();
  await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'review');
  for (let shot = 1; shot < 9; shot++) await photograph(page);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Toutes les vues sont faites.')).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  // Done: behind the one who is still expected, and a press asks first.
  await expect(page.locator('.worklist .session-row').last()).toContainText('Photographié à');
  await expect(page.locator('.worklist-head')).toContainText('1 photographié');
  await row.click();
  await expect(page.locator('.new-patient')).toContainText('Déjà photographié pour cette demande');
  expect(studio.calls.filter((name) => name === 'session.open')).toHaveLength(1);
});

test('what the RIS left out is asked, and nothing else; another patient goes by hand', async ({ page, studio }) => {
  studio.change(({ hospital }) => {
    const items = [
      anItem('1', { patient: { birthDate: undefined } }),
      anItem('2', { patient: { sex: undefined }, protocol: undefined }),
    ];
    hospital.worklist = { state: 'ready', items };
  });
  await page.goto(studio.url);
  await page.locator('[data-item="1"]').click();
  const form = page.locator('.new-patient');
  await expect(form.getByRole('heading', { name: 'DUPRÉ Zoé' })).toBeVisible();
  await expect(form.locator('input')).toHaveCount(1);
  await expect(page.locator('[name=birthDate]')).toBeFocused();
  await page.keyboard.type('31/02/2016');
  await page.keyboard.press('Enter');
  await expect(form.locator('.field-error')).toContainText('Cette date n’existe pas.');
  await page.fill('[name=birthDate]', '04/05/2016');
  await page.keyboard.press('Enter');
  await expect(page.locator('.capture')).toBeVisible();
  expect(studio.said('session.open')).toMatchObject({
    patient: { birthDate: '2016-05-04' },
    order: { accessionNumber: 'R26-1' },
  });
  await page.keyboard.press('Escape');
  await page.locator('[data-item="2"]').click();
  await expect(form.locator('[name=birthDate]')).toHaveCount(0);
  await expect(form.locator('[name=sex]')).toHaveCount(3);
  await form.locator('[name=protocol][value=ortho-15]').check();
  await form.locator('[name=sex][value=F]').check();
  await page.keyboard.press('Enter');
  await expect(page.locator('.capture')).toBeVisible();
  expect(studio.said('session.open')).toMatchObject({ patient: { sex: 'F' }, protocol: 'ortho-15' });
  await page.keyboard.press('Escape');
  await page.locator('[data-item="2"]').press('Enter');
  await expect(page.locator('.capture')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('.worklist')).toBeVisible();
  await page.keyboard.press('n');
  await expect(page.locator('[name=patientId]')).toBeFocused();
});

test('among hundreds, somebody is found by name, number or order while it is typed; Enter opens the only one', async ({
  page,
  studio,
}) => {
  studio.change(({ hospital }) => {
    hospital.worklist = { state: 'ready', items: aDay(300) };
  });
  await page.goto(studio.url);
  await expect(page.locator('.worklist-head .count')).toHaveText('300');
  await expect(page.locator('.worklist .session-row')).toHaveCount(60);
  await expect(page.getByText('Et 240 patients encore')).toBeVisible();
  await page.keyboard.press('f');
  await page.keyboard.type('ozd');
  await expect(page.locator('.worklist .count')).toHaveText('30');
  await page.fill('.search', 'adele');
  await expect(page.locator('.worklist .session-row').first()).toContainText('Adèle');
  await page.fill('.search', '800451299');
  await expect(page.locator('.worklist .session-row')).toHaveCount(1);
  await page.fill('.search', 'R26-1234');
  await expect(page.locator('.worklist .session-row')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.locator('.capture')).toBeVisible();
  expect(studio.said('session.open')).toMatchObject({ order: { accessionNumber: 'R26-1234' } });
});

test('a RIS that does not answer leaves its last list, says as of when it is, and is asked again by a key', async ({
  page,
  studio,
}) => {
  const at = new Date();
  at.setHours(0, 12, 0, 0);
  studio.change(({ hospital }) => {
    const error = { code: 'worklist-unreachable', params: { reason: 'ECONNREFUSED' } } as const;
    hospital.worklist = { state: 'failed', at: at.toISOString(), items: [anItem('1')], error };
  });
  await page.goto(studio.url);
  const head = page.locator('.worklist-head');
  await expect(head).toContainText(/Liste (de|du .*) \d\d:12\. Le RIS ne répond pas\./);
  await expect(page.locator('.worklist')).toContainText('ECONNREFUSED');
  await expect(page.locator('[data-item="1"]')).toBeEnabled();
  await page.keyboard.press('r');
  await expect(page.locator('.worklist')).toHaveAttribute('data-state', 'ready');
  await expect(head).not.toContainText('ne répond pas');
  studio.change(({ hospital }) => {
    hospital.worklist = { ...hospital.worklist, state: 'asking' };
  });
  await expect(head).toContainText('Demande au RIS…');
  await expect(page.locator('[data-name=refresh]')).toBeDisabled();
  expect(studio.calls.filter((name) => name === 'worklist.refresh')).toHaveLength(1);
});

test('without an order, a stay is what the pictures are filed under', async ({ page, studio }) => {
  await page.goto(studio.url);
  await page.fill('[name=patientId]', '8004512');
  await page.fill('[name=family]', 'Dupré');
  await page.fill('[name=birthDate]', '04/05/2016');
  await page.check('[name=sex][value=F]');
  await page.check('[name=protocol][value=gaze-9]');
  await page.locator('.stay summary').click();
  await page.fill('[name=admissionId]', '26\\004');
  await page.keyboard.press('Enter');
  await expect(page.locator('.stay .field-error')).toBeVisible();
  await page.fill('[name=admissionId]', '26004512');
  await page.fill('[name=location]', 'Ophtalmologie');
  await page.keyboard.press('Enter');
  await expect(page.locator('.patient-facts small')).toHaveText('Séjour 26004512 · Ophtalmologie');
  expect(studio.said('session.open')).toMatchObject({
    order: { kind: 'encounter', admissionId: '26004512', location: 'Ophtalmologie' },
  });
});

test('somebody whom nobody expects today is looked up by number; the form is filled in with what the RIS knows', async ({
  page,
  studio,
}) => {
  studio.change(({ hospital }) => {
    hospital.worklist = { state: 'ready', items: [anItem('1', { protocol: undefined })] };
  });
  await page.goto(studio.url);
  await expect(page.locator('[data-name=look-up]')).toBeDisabled();
  await page.fill('[name=patientId]', '999');
  await page.click('[data-name=look-up]');
  await expect(page.locator('.look-up [role=status]')).toContainText('ne connaît personne');
  await page.fill('[name=patientId]', '800451');
  await expect(page.locator('.look-up [role=status]')).toBeEmpty();
  await page.click('[data-name=look-up]');
  await expect(page.getByRole('heading', { name: 'DUPRÉ Zoé' })).toBeVisible();
  expect(studio.said('worklist.find')).toMatchObject({ patient: '800451' });
});

test('what the RIS says of a number comes too late once another one is typed', async ({ page, studio }) => {
  let answer = (): void => {};
  const asked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  studio.change(({ hospital }) => {
    hospital.worklist = { state: 'ready', items: [anItem('1')] };
    hospital.looksUpAfter = asked;
  });
  await page.goto(studio.url);
  await page.fill('[name=patientId]', '800451');
  await page.click('[data-name=look-up]');
  await expect(page.locator('[data-name=look-up]')).toBeDisabled();
  await page.fill('[name=patientId]', '700');
  await page.fill('[name=family]', 'Martin');
  answer();
  await expect(page.locator('[data-name=look-up]')).toBeEnabled();
  await expect(page.locator('[name=family]')).toHaveValue('Martin');
  await expect(page.locator('.new-patient h2')).toHaveText('Nouveau patient');
});

test('earlier pictures that are looked for in the archive are told of quietly', async ({ page, studio }) => {
  studio.change((state) => {
    state.hospital.worklist = { state: 'ready', items: [anItem('1')] };
    state.priors = { state: 'looking' };
  });
  await page.goto(studio.url);
  await page.locator('[data-item="1"]').click();
  await expect(page.locator('.chips')).toContainText('Vues antérieures\u00a0: recherche dans l’archive…');
  studio.change((state) => {
    state.priors = { state: 'failed', error: { code: 'prior-unavailable' } };
  });
  await expect(page.locator('.chips')).toContainText('indisponibles');
  studio.change((state) => {
    state.priors = { state: 'done' };
  });
  await expect(page.locator('.chips')).not.toContainText('Vues antérieures');
});
