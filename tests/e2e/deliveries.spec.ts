import { expect } from '@playwright/test';
import { aDelivery, aStore, teaching } from '../rigs/hospital-data.ts';
import { enterPatient, openSession, photograph, test } from '../rigs/interface-page.ts';

test.use({ locale: 'fr-FR', timezoneId: 'Europe/Paris' });

test('each store has a state of its own: what is sent, received, proven by whom, when it is tried again, and the receipt', async ({
  page,
  studio,
}) => {
  const job = (number: number) => `7d1f3c52-8f0e-4b5e-9c7e-0d4c1a2b3c4${number}`;
  await page.goto(studio.url);
  studio.change((state) => {
    const receipt = { at: '2026-11-22T08:04:00.000Z', sha256: '5e'.repeat(32) };
    const teach = { store: teaching.address, storeName: teaching.name, purpose: 'copy' } as const;
    const waiting = aDelivery({ ...teach, id: job(2), confirmed: 3, stored: 2, urgent: true });
    state.deliveries = [
      aDelivery({ id: job(1), confirmed: 9, receipt, storeName: 'Archive', purpose: 'archive' }),
      {
        ...waiting,
        pictures: waiting.pictures.map((one, at) =>
          at === 5 ? { ...one, state: 'sending' as const, sent: 0.4 } : one,
        ),
      },
      aDelivery({
        ...{ id: job(3), session: 'x', state: 'queued', attempts: 2 },
        lastError: { code: 'store-unreachable' },
        nextAt: new Date(Date.now() + 40_000).toISOString(),
      }),
      aDelivery({
        id: job(4),
        session: 'y',
        state: 'parked',
        attempts: 5,
        lastError: { code: 'store-format-refused', params: { reason: 'JPEG' } },
      }),
    ];
  });
  await page.locator('.delivery-summary').click();
  const row = (state: string) => page.locator(`.deliveries tr[data-state=${state}]`);
  await expect(row('confirmed')).toContainText(
    '9 objets que ARCHIVE@pacs.example:11112 s’est engagé à conserver, le 22/11/2026 à 09:04.',
  );
  await expect(row('confirmed')).toContainText('Accusé de conservation du 22/11/2026 à 09:04');
  await expect(row('confirmed').locator('.receipt input')).toHaveValue(`${'5e'.repeat(32)} 2.25.2`);
  await row('confirmed').locator('[data-name=copy-receipt]').click();
  await expect(row('confirmed')).toContainText('Copié.');
  await expect(row('confirmed').locator('[data-name=urgent]')).toHaveCount(0);

  await expect(row('sending')).toContainText('Enseignement');
  await expect(row('sending').locator('.urgent-mark')).toHaveText('Urgent');
  await expect(row('sending')).toContainText('3 sur 9 confirmées · 2 reçues');
  await expect(row('sending').locator('.cell[data-sent=sending]')).toHaveCSS('--sent', '0.4');
  await row('sending').locator('[data-name=objects]').click();
  await expect(row('sending').locator('.objects li').nth(5)).toHaveText('Photo 6en cours 40 %');
  await expect(row('sending')).toContainText('3 objets relus octet pour octet chez https://teaching.example/dicom-web');
  await row('sending').locator('[data-name=urgent]').click();
  await expect(page.locator('.urgent-mark')).toHaveCount(0);

  await expect(row('queued')).toContainText(/Prochain essai dans [34]\d s, de lui-même\./);
  await expect(row('parked')).toContainText('Le stockage n’accepte pas ce format (JPEG)');
  await row('parked').locator('[data-name=retry]').click();
  expect(studio.said('outbox.retry')).toEqual({ job: job(4) });
});

test('sending is paused and goes on by one press, and while it is paused every screen says so', async ({
  page,
  studio,
}) => {
  await page.goto(studio.url);
  await page.getByRole('button', { name: 'Envois', exact: true }).click();
  await page.locator('[data-name=pause-sending]').click();
  await expect(page.getByRole('status').filter({ hasText: 'rien ne part' })).toBeVisible();
  expect(studio.said('outbox.pause')).toEqual({ on: true });
  await page.keyboard.press('Escape');
  await expect(page.locator('.delivery-summary')).toContainText('Envois suspendus');
  await enterPatient(page);
  await expect(page.locator('.footer .previous')).toHaveText('Envois suspendus');
  await page.keyboard.press('Escape');
  await page.locator('.delivery-summary').click();
  await page.locator('[data-name=pause-sending]').click();
  await expect(page.locator('.footer .previous')).toHaveCount(0);
});

test('what closing would send is seen before, goes to every archive, and to a copy store when somebody says so', async ({
  page,
  studio,
}) => {
  studio.change(({ hospital }) => {
    const second = aStore({ id: 'second', name: 'Second site', address: 'dicom:SECOND@pacs.example:11112' });
    hospital.connections = { ...hospital.connections, stores: [aStore(), second, teaching] };
  });
  await openSession(page, studio);
  await photograph(page);
  await page.keyboard.press('Enter');
  for (let left = 8; left > 0; left -= 1) {
    await page.keyboard.press('s');
    await page.locator('.skip button').nth(1).click();
    await expect(page.locator('.skip')).toHaveCount(0);
  }
  const contents = page.locator('.contents');
  await expect(contents.locator('summary')).toContainText('3 objets à envoyer (9,1\u00a0Mo)');
  await expect(contents.locator('summary')).toContainText('Vers Archive de l’hôpital · Second site');
  await page.setInputFiles('[name=consent]', { name: 'x.pdf', mimeType: 'application/pdf', buffer: Buffer.from('no') });
  await expect(page.locator('.documents .field-error')).toContainText('Rien n’a été joint');
  await page.setInputFiles('[name=consent]', {
    name: 'x.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.7 é'),
  });
  await expect(page.locator('.documents li')).toContainText('Consentement signé');
  expect(studio.said('document.attach')).toEqual({
    title: 'Consentement signé',
    pdf: Buffer.from('%PDF-1.7 é').toString('base64'),
  });
  await expect(contents.locator('summary')).toContainText('4 objets');
  await contents.locator('summary').click();
  await expect(contents.locator('li')).toHaveText([
    /Position primaire/,
    /Document joint/,
    /Compte rendu de série/,
    /Série complète/,
  ]);
  await page.locator('[data-name=close]').click();
  await expect(page.locator('.delivery[data-state=confirmed]')).toHaveCount(2);
  await expect(page.locator('.delivery h2')).toHaveText(['Archive de l’hôpital', 'Second site']);
  await page.locator('[data-name=send-to-teaching]').click();
  await expect(page.locator('.delivery').nth(2)).toContainText('Enseignement');
  await expect(page.locator('.delivery').nth(2)).toContainText('copie');
  await expect(page.locator('[data-name=send-to-teaching]')).toHaveCount(0);
  // A commitment proves that an archive keeps what it has, and compares nothing; while nothing is sent, nothing goes on.
  const session = studio.session()?.opened.session ?? '';
  studio.change((state) => {
    state.deliveries = [
      aDelivery({ id: 'a', session, confirmed: 9 }),
      aDelivery({ id: 'b', session, state: 'queued' }),
    ];
    state.hospital.paused = true;
  });
  await expect(page.locator('.delivery[data-state=confirmed]')).toHaveCount(1);
  await expect(page.locator('.delivery[data-state=confirmed]')).toContainText('s’est engagé à conserver');
  await expect(page.locator('.delivery[data-state=confirmed]')).not.toContainText('octet');
  await expect(page.locator('.actions')).toContainText('Les envois sont suspendus');
  await expect(page.locator('.actions')).not.toContainText('continue');
  studio.change((state) => {
    state.hospital.paused = false;
  });
  await expect(page.locator('.actions')).toContainText('L’envoi continue tout seul');
});

test('a series is discontinued with a reason, and what was accepted is sent', async ({ page, studio }) => {
  await openSession(page, studio);
  await photograph(page);
  await page.keyboard.press('Enter');
  await expect(page.locator('.capture')).toHaveAttribute('data-phase', 'ready');
  await page.keyboard.press('v');
  await page.locator('[data-name=discontinue]').click();
  // Neither a pedal nor an Enter that is still held gives a reason; Escape leaves all as it was.
  await expect(page.locator('form.skip')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Space');
  await page.locator('#content').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(page.locator('[name=discontinue-reason]')).toHaveCount(0);
  expect(studio.calls).not.toContain('session.close');
  expect(studio.calls).not.toContain('session.discontinue');
  await page.locator('[data-name=discontinue]').click();
  await page.fill('[name=discontinue-reason]', 'Examen urgent ailleurs');
  await page.keyboard.press('Enter');
  await expect(page.locator('.delivery[data-state=confirmed]')).toContainText('1 sur 1');
  expect(studio.said('session.discontinue')).toEqual({ reason: 'Examen urgent ailleurs' });
});
