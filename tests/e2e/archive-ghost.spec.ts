import { expect, test } from '@playwright/test';
import { patient } from '../../electron/contract/patient.ts';
import { startOrthanc } from '../rigs/orthanc.ts';
import { otherPhotograph } from '../rigs/prior-archive.ts';
import { openSession, patienceMs, tether } from '../rigs/tethered-page.ts';

/* An earlier visit that this station never saw: the hospital's archive alone has it. */
const zoe = patient.parse({ patientId: '8004512', name: 'DUPRE^Zoé', birthDate: '2016-05-04', sex: 'F' });

test('a picture that only the archive has lies over live view', async ({ browser }) => {
  const orthanc = await startOrthanc();
  try {
    const earlier = { patient: zoe, studyAt: '2025-03-05T09:00:00+01:00', takenAt: '2025-03-05T10:00:00+01:00' };
    const picture = await otherPhotograph(1, { ...earlier, of: 'primary' });
    await orthanc.put(Buffer.concat(picture.chunks));
    const tethered = await tether(browser, { store: orthanc.address });
    try {
      const { page, problems } = tethered;
      await openSession(tethered);
      await page.keyboard.press('f');
      await expect(page.locator('.chips')).toContainText('Ghost: visit of 05/03/2025, from the archive · 40%', {
        timeout: patienceMs,
      });
      const ghost = page.locator('.ghost img').first();
      await expect(ghost).toBeVisible();
      await expect(ghost).toHaveJSProperty('naturalWidth', 300);
      expect(problems).toEqual([]);
    } finally {
      await tethered.close();
    }
  } finally {
    await orthanc.close();
  }
});
