import { expect, type Page } from '@playwright/test';
import { signOff, signOn } from './fake-access.ts';
import { auditTrail } from './fake-vault.ts';
import { aStore, teaching } from './hospital-data.ts';
import type { Screen } from './page-screens.ts';

/** The department's screens and what stands before all of them, reached from Today and its deliveries. */
export const departmentScreens: readonly Screen[] = [
  {
    name: 'the first head of department',
    reach: (page) => toDepartment(page, 'operators', '.operator-editor'),
  },
  {
    name: 'the vault, with all that can be wrong and a hold to be given a reason',
    reach: async (page, studio) => {
      studio.change((state) => {
        signOn(state, 'plenoir');
        state.vault = { backend: 'gnome_libsecret', recovery: 'kept', damaged: 2, quarantined: 1 };
        const row = { series: '2.25.2', originals: 9, bytes: 82e6, unsent: 2 };
        state.behind.retention = (['kept', 'held', 'waiting'] as const).map((why) => ({ ...row, session: why, why }));
      });
      await toDepartment(page, 'vault', '.retention-list');
      await page.locator('[data-name=hold]').first().press('Enter');
      await expect(page.locator('[name=hold-reason]')).toBeVisible();
      await page.locator('[data-name=purge]').press('Enter');
      await expect(page.locator('[data-name=purge-sure]')).toBeVisible();
    },
  },
  {
    name: 'the operators, one of them being changed',
    reach: async (page) => {
      await toDepartment(page, 'operators', '.operators-list');
      await page.locator('[data-operator=croy] [data-name=edit]').press('Enter');
      await expect(page.locator('.operator-editor')).toBeVisible();
    },
  },
  {
    name: 'connections, one that does not answer, a store and the worklist being changed',
    reach: async (page, studio) => {
      studio.change(({ hospital }) => {
        const mapping = [{ field: 'code' as const, value: 'BJQP003', protocol: 'gaze-9' }];
        const stores = [
          aStore({ tls: { ca: true, certificate: true } }),
          { ...teaching, credentials: 'basic' as const },
        ];
        hospital.connections = { ...hospital.connections, mapping, stores };
        hospital.checks = { archive: { ok: false, takes: [], error: { code: 'store-unreachable' } } };
      });
      await toDepartment(page, 'connections', '.stores');
      await page.locator('[data-name=check-archive]').press('Enter');
      await expect(page.locator('[data-ok=false]')).toBeVisible();
      await page.locator('[data-store=teaching] [data-name=edit-store]').press('Enter');
      await page.check('[name=store-tls][value=new]');
      await page.check('[name=credentials][value=basic]');
      await page.locator('[data-name=save-store]').press('Enter');
      await expect(page.locator('.store-editor .field-error')).toHaveCount(1);
      await page.locator('[data-name=edit-worklist]').press('Enter');
      await expect(page.locator('.peer-editor')).toBeVisible();
    },
  },
  {
    name: 'the audit trail, broken',
    reach: async (page, studio) => {
      studio.change((state) => {
        state.behind.trail = auditTrail(12);
        state.behind.brokenAt = 7;
      });
      await toDepartment(page, 'audit', '[data-intact=false]');
    },
  },
  {
    name: 'sign-in, refused',
    reach: async (page, studio) => {
      studio.change(signOff);
      await page.fill('[name=who]', 'croy');
      await page.fill('[name=password]', 'wrong horse');
      await page.locator('[data-name=sign-in]').press('Enter');
      await expect(page.locator('[data-refused=sign-in-refused]')).toBeVisible();
      await page.locator('#content').focus();
    },
  },
  {
    name: 'the charter',
    reach: async (page, studio) => {
      const text = { fr: 'Je verrouille le poste.\n'.repeat(40), en: 'I lock the station.' };
      studio.change((state) => {
        signOn(state, 'croy');
        const charter = { version: 1, title: { fr: 'Charte', en: 'Charter' }, text };
        state.access = { ...state.access, rights: [], charter };
      });
      await expect(page.locator('.charter-text')).toBeVisible();
    },
  },
  {
    name: 'a locked station',
    reach: async (page, studio) => {
      studio.change((state) => {
        signOn(state, 'croy');
        state.access = { ...state.access, state: 'locked', rights: [], pinUntil: '2099-01-01T00:00:00.000Z' };
      });
      await expect(page.locator('[name=pin]')).toBeVisible();
    },
  },
  {
    name: 'the first start',
    reach: async (page, studio) => {
      studio.change((state) => {
        signOn(state, 'plenoir');
        state.vault = { ...state.vault, recovery: 'not-shown-yet' };
      });
      await expect(page.locator('[data-name=show]')).toBeVisible();
    },
  },
  {
    name: 'the recovery key',
    reach: async (page) => {
      await page.locator('[data-name=show]').press('Enter');
      await expect(page.locator('.first-start > .key-groups')).toBeVisible();
    },
  },
  {
    name: 'the recovery key typed back',
    reach: async (page) => {
      await page.locator('[data-name=kept]').press('Enter');
      await page.fill('[name=recovery-key]', 'qjepmcyo');
      await page.keyboard.press('Enter');
      await expect(page.locator('[data-refused=recovery-key-wrong]')).toBeVisible();
    },
  },
];

async function toDepartment(
  page: Page,
  screen: 'vault' | 'operators' | 'connections' | 'audit',
  shows: string,
): Promise<void> {
  const tab = page.locator(`[data-name=to-${screen}]`);
  if ((await tab.count()) === 0) await page.getByRole('button', { name: 'Service', exact: true }).press('Enter');
  await tab.press('Enter');
  await expect(page.locator(shows)).toBeVisible();
}
