import { expect, type Page } from '@playwright/test';
import { signOn } from '../rigs/fake-access.ts';
import type { FakeStudio } from '../rigs/fake-studio.ts';
import { aStore, teaching } from '../rigs/hospital-data.ts';
import { test } from '../rigs/interface-page.ts';

test.use({ locale: 'fr-FR' });

const pem = (what: string) => `-----BEGIN ${what}-----\nMIIB\n-----END ${what}-----\n`;

async function open(page: Page, studio: FakeStudio, who = 'plenoir'): Promise<void> {
  studio.change((state) => signOn(state, who));
  await page.goto(studio.url);
  await page.getByRole('button', { name: 'Service', exact: true }).click();
  if (who === 'plenoir') await page.locator('[data-name=to-connections]').click();
}

test('a head of department adds a store in words that are understood; what is wrong is said at its field', async ({
  page,
  studio,
}) => {
  await open(page, studio);
  await page.locator('[data-name=add-store]').click();
  await expect(page.locator('[name=name]')).toBeFocused();
  await page.check('[name=kind][value=dicom]');
  await page.fill('[name=parallel]', '9');
  await page.locator('[data-name=save-store]').click();
  await expect(page.locator('.field-error')).toHaveText([
    'Un nom de 40 signes au plus.',
    '1 à 16 signes, sans espace ni @\u202f; pas déjà pris à cette adresse.',
    'Le nom de la machine ou son adresse IP.',
    'Un nombre de 1 à 65535.',
    'Un nombre de 1 à 8.',
  ]);
  await page.fill('[name=name]', 'Archive de l’hôpital');
  await page.fill('[name=aet]', 'ARCHIVE');
  await page.fill('[name=host]', 'pacs.example');
  await page.fill('[name=port]', '11112');
  await page.fill('[name=parallel]', '4');
  await page.fill('[name=kilobytes]', '2000');
  await page.check('[name=proof][value=commitment]');
  await page.check('[name=store-tls][value=new]');
  await page.setInputFiles('[name=store-ca-file]', {
    name: 'ca.pem',
    mimeType: 'text/plain',
    buffer: Buffer.from(pem('CERTIFICATE')),
  });
  await page.fill('[name=store-certificate]', pem('CERTIFICATE'));
  await page.locator('[data-name=save-store]').click();
  await expect(page.locator('.field-error')).toHaveText('Des fichiers PEM\u202f; un certificat va avec sa clé.');
  await page.fill('[name=store-key]', pem('PRIVATE KEY'));
  await page.locator('[data-name=save-store]').click();
  await expect(page.locator('.store-editor')).toHaveCount(0);
  const row = page.locator('[data-store=archive-de-l-hopital]');
  await expect(row).toContainText('dicom:ARCHIVE@pacs.example:11112');
  await expect(row).toContainText('Archive · Engagement de conservation · certificats gardés');
  expect(studio.said('connections.set')).toMatchObject({
    stores: [
      {
        ...{ address: 'dicom:ARCHIVE@pacs.example:11112', parallel: 4, kilobytesPerSecond: 2000, proof: 'commitment' },
        tls: { ca: pem('CERTIFICATE'), certificate: pem('CERTIFICATE'), key: pem('PRIVATE KEY') },
      },
    ],
  });
});

test('secrets are never shown: they stay, are replaced or taken away; other stores keep theirs', async ({
  page,
  studio,
}) => {
  studio.change(({ hospital }) => {
    const stores = [aStore({ tls: { ca: true, certificate: true } }), { ...teaching, credentials: 'basic' as const }];
    hospital.connections = { ...hospital.connections, stores };
  });
  await open(page, studio);
  const edit = page.locator('[data-store=teaching] [data-name=edit-store]');
  await edit.click();
  await expect(page.locator('[name=credentials][value=kept]')).toBeChecked();
  await expect(page.locator('[name=store-password]')).toHaveCount(0);
  await page.fill('[name=name]', 'Cours');
  await page.locator('[data-name=save-store]').click();
  await expect(page.locator('[data-store=teaching] strong')).toHaveText('Cours');
  const stores = () => (studio.said('connections.set') as { stores: Record<string, unknown>[] }).stores;
  expect(stores()[0]).not.toHaveProperty('tls');
  expect(stores()[1]).not.toHaveProperty('credentials');
  await expect(page.locator('[data-store=teaching]')).toContainText('accès gardé');

  await edit.click();
  await page.check('[name=credentials][value=basic]');
  await page.locator('[data-name=save-store]').click();
  await expect(page.locator('.field-error')).toContainText('Donnez le nom et le mot de passe');
  await page.fill('[name=user]', 'incidence');
  await page.fill('[name=store-password]', 'secret');
  await page.locator('[data-name=save-store]').click();
  await expect(page.locator('.store-editor')).toHaveCount(0);
  expect(stores()[1]).toMatchObject({ credentials: { kind: 'basic', user: 'incidence', password: 'secret' } });
  await edit.click();
  await page.check('[name=credentials][value=none]');
  await page.locator('[data-name=save-store]').click();
  await expect(page.locator('[data-store=teaching]')).not.toContainText('accès gardé');
  expect(stores()[1]).toMatchObject({ credentials: null });

  await page.locator('[data-store=teaching] [data-name=remove-store]').click();
  await expect(page.locator('[data-store=teaching]')).toContainText('Ce qui y est déjà y reste.');
  await page.locator('[data-name=remove-store-sure]').click();
  await expect(page.locator('.stores > li')).toHaveCount(1);
});

test('a connection is tried out: what it takes, or what is the matter and whose turn it is', async ({
  page,
  studio,
}) => {
  studio.change(({ hospital }) => {
    hospital.connections = {
      ...hospital.connections,
      stores: [aStore(), teaching],
      worklist: { address: 'dicom:RIS@ris.example:105', callingAet: 'INCIDENCE' },
    };
    hospital.checks = {
      archive: { ok: true, takes: ['VL Photographic, JPEG', 'Storage Commitment'] },
      teaching: { ok: false, takes: [], error: { code: 'store-unauthorised' } },
      worklist: { ok: true, takes: ['Modality Worklist'] },
    };
  });
  await open(page, studio);
  await page.locator('[data-name=check-archive]').click();
  await expect(page.locator('[data-store=archive]')).toContainText(
    'Répond. Accepte\u00a0: VL Photographic, JPEG · Storage Commitment.',
  );
  await page.locator('[data-name=check-teaching]').click();
  await expect(page.locator('[data-store=teaching] [data-ok=false]')).toContainText('refuse l’accès de ce poste');
  await page.locator('[data-name=check-worklist]').click();
  await expect(page.locator('[data-peer=worklist]')).toContainText('Modality Worklist');
});

test('the worklist, the progress and the listener are connected, changed and let go', async ({ page, studio }) => {
  await open(page, studio);
  const worklist = page.locator('[data-peer=worklist]');
  await expect(worklist).toContainText('Pas relié.');
  await page.locator('[data-name=edit-worklist]').click();
  await page.keyboard.type('RIS');
  await worklist.locator('[name=host]').fill('ris.example');
  await worklist.locator('[name=port]').fill('105');
  await worklist.locator('[name=modality]').fill('x1');
  await page.locator('[data-name=save-worklist]').click();
  await expect(worklist.locator('.field-error')).toHaveText('Des lettres, comme XC.');
  await worklist.locator('[name=modality]').fill('xc');
  await worklist.locator('[name=stationAet]').fill('PHOTO1');
  await page.locator('[data-name=save-worklist]').click();
  await expect(worklist).toContainText('dicom:RIS@ris.example:105');
  expect(studio.said('connections.set')).toEqual({
    worklist: { address: 'dicom:RIS@ris.example:105', callingAet: 'INCIDENCE', stationAet: 'PHOTO1', modality: 'XC' },
  });
  await page.locator('[data-name=remove-worklist]').click();
  await expect(worklist).toContainText('Pas relié.');
  await page.fill('[name=listener-port]', '70000');
  await page.locator('[data-name=save-listener]').click();
  await expect(page.locator('.field-error')).toHaveText('Un nombre de 1 à 65535.');
  await page.fill('[name=listener-port]', '11114');
  await page.locator('[data-name=save-listener]').click();
  await expect(page.locator('[data-name=save-listener]')).toBeDisabled();
  studio.change(({ hospital }) => expect(hospital.connections.listener.port).toBe(11114));
});

test('the mapping table: rows in their order, tried out before they are saved', async ({ page, studio }) => {
  await open(page, studio);
  for (const [row, value, protocol] of [
    [1, 'photo', 'gaze-9'],
    [2, 'orthodont', 'ortho-15'],
  ] as const) {
    await page.locator('[data-name=add-row]').click();
    const line = page.locator(`[data-row="${row}"]`);
    await line.locator('[name=field]').selectOption('words');
    await line.locator('[name=value]').fill(value);
    await line.locator('[name=protocol]').selectOption(protocol);
  }
  const gives = page.locator('.mapping-trial > p');
  await page.fill('[name=try-words]', 'Photos ORTHODONTIQUES');
  await expect(gives).toHaveAttribute('data-protocol', 'gaze-9');
  await page.locator('[data-row="2"] [data-name=row-up]').click();
  await expect(gives).toHaveAttribute('data-protocol', 'ortho-15');
  await page.fill('[name=try-words]', 'Radio');
  await expect(gives).toContainText('Aucune ligne ne convient');
  expect(studio.calls).not.toContain('connections.set');
  await page.locator('[data-name=save-mapping]').click();
  await expect(page.locator('[data-name=save-mapping]')).toBeDisabled();
  expect(studio.said('connections.set')).toEqual({
    mapping: [
      { field: 'words', value: 'orthodont', protocol: 'ortho-15' },
      { field: 'words', value: 'photo', protocol: 'gaze-9' },
    ],
  });
  await page.locator('[data-row="1"] [data-name=row-remove]').click();
  await expect(page.locator('.mapping-rows li')).toHaveCount(1);
});

test('whoever may not configure has no such screen', async ({ page, studio }) => {
  await open(page, studio, 'croy');
  await expect(page.locator('[data-name=to-vault]')).toBeVisible();
  await expect(page.locator('[data-name=to-connections]')).toHaveCount(0);
});
