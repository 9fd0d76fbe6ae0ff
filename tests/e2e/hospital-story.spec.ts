import { expect, test } from '@playwright/test';
import { workplace } from '../rigs/cli.ts';
import { startOrthanc } from '../rigs/orthanc.ts';
import { serveStudio } from '../rigs/served-studio.ts';
import { patienceMs } from '../rigs/tethered-page.ts';
import { startWlmscpfs } from '../rigs/wlmscpfs.ts';

test.use({ locale: 'fr-FR' });

const password = 'correct horse battery';

test('the hospital is connected by hand, a patient comes from its list, and the archive proves what it was sent', async ({
  page,
}) => {
  const two = (value: number): string => String(value).padStart(2, '0');
  const now = new Date();
  const today = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const procedure = { step: 'Photographies du regard', procedure: 'Photographies du regard', code: 'BJQP003@CCAM' };
  const ris = await startWlmscpfs([
    {
      name: 'DUPRÉ^Zoé',
      patientId: '8004512',
      birthDate: '20160504',
      sex: 'F',
      accession: 'R26-1',
      date: today,
      ...procedure,
    },
  ]);
  const orthanc = await startOrthanc();
  const place = await workplace();
  const studio = await serveStudio(place, { camera: 'sim:nikon' });
  try {
    await page.goto(studio.url);
    await page.locator('[data-notice=no-operators]').getByRole('button').click();
    await page.fill('[name=name]', 'Paul Lenoir');
    await page.fill('[name=id]', 'plenoir');
    await page.fill('[name=password]', password);
    await page.fill('[name=again]', password);
    await page.locator('[data-name=save-operator]').click();
    await page.check('[name=operator][value=plenoir]', { timeout: patienceMs });
    await page.fill('[name=password]', password);
    await page.keyboard.press('Enter');
    await page.locator('[data-name=sign-charter]').click({ timeout: patienceMs });

    await page.getByRole('button', { name: 'Service', exact: true }).click();
    await page.locator('[data-name=to-connections]').click();
    await page.locator('[data-name=add-store]').click();
    await page.fill('[name=name]', 'Archive');
    await page.fill('[name=url]', orthanc.address.slice('dicomweb:'.length));
    await page.check('[name=testStore]');
    await page.locator('[data-name=save-store]').click();
    await page.locator('[data-name=check-archive]').click();
    await expect(page.locator('[data-store=archive] [data-ok=true]')).toContainText('Répond.', { timeout: patienceMs });
    await page.locator('[data-name=edit-worklist]').click();
    const [, aet = '', port = ''] = /^dicom:(.+)@127\.0\.0\.1:(\d+)$/.exec(ris.address) ?? [];
    await page.locator('[data-peer=worklist] [name=aet]').fill(aet);
    await page.locator('[data-peer=worklist] [name=host]').fill('127.0.0.1');
    await page.locator('[data-peer=worklist] [name=port]').fill(port);
    await page.locator('[data-name=save-worklist]').click();
    await page.locator('[data-name=check-worklist]').click();
    await expect(page.locator('[data-peer=worklist] [data-ok=true]')).toBeVisible({ timeout: patienceMs });
    await page.locator('[data-name=add-row]').click();
    await page.locator('[data-row="1"] [name=value]').fill('BJQP003@CCAM');
    await page.locator('[data-row="1"] [name=protocol]').selectOption('gaze-9');
    await page.locator('[data-name=save-mapping]').click();
    await expect(page.locator('[data-name=save-mapping]')).toBeDisabled();

    await page.keyboard.press('Escape');
    await page.keyboard.press('r');
    const row = page.locator('.worklist .session-row');
    await expect(row).toContainText('DUPRÉ Zoé', { timeout: patienceMs });
    await expect(row).toHaveAttribute('data-press', 'open');
    await row.click();
    await expect(page.locator('.patient-facts small')).toHaveText('Demande R26-1 · Photographies du regard');
    await expect(page.locator('.live')).toHaveAttribute('data-stale', 'false', { timeout: patienceMs });
    await page.locator('[data-name=take]').press('Enter');
    await expect(page.locator('.capture[data-phase=review]')).toBeVisible({ timeout: patienceMs });
    await page.keyboard.press('Enter');
    await expect(page.locator('.capture[data-phase=ready]')).toBeVisible({ timeout: patienceMs });
    await page.keyboard.press('v');
    await page.locator('[data-name=discontinue]').click();
    await page.locator('.skip button').first().click();

    const archived = page.locator('.delivery[data-state=confirmed]').filter({ hasText: 'Archive' });
    await expect(archived.locator('.delivery-proof')).toContainText('octet pour octet', { timeout: patienceMs });
    await expect(archived.locator('.receipt input')).toHaveValue(/^[0-9a-f]{64} [0-9.]+$/);
    // As urgent as its order, which the RIS says is.
    await expect(archived.locator('.urgent-mark')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(row).toHaveAttribute('data-done', 'true');
    await page.locator('.delivery-summary').click();
    const sent = page.locator('.deliveries tr').filter({ hasText: 'Archive' });
    await sent.locator('[data-name=objects]').click();
    const objects = sent.locator('.objects li[data-sent=confirmed]');
    await expect(objects).toHaveCount((await orthanc.files()).size);
    expect(await objects.allTextContents()).toContainEqual(expect.stringContaining('Liste de la série'));
    await page.locator('[data-name=pause-sending]').click();
    await expect(page.locator('.footer .previous')).toHaveText('Envois suspendus');
  } finally {
    await studio.stop();
    await place.remove();
    await orthanc.close();
    await ris.close();
  }
});
