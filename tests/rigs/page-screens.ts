import { expect, type Page } from '@playwright/test';
import type { FakeStudio } from './fake-studio.ts';
import { aDelivery, anItem } from './hospital-data.ts';
import { photograph } from './interface-page.ts';

/** A screen in one of its states, and how it is reached from the one before it. */
export type Screen = { name: string; reach(page: Page, studio: FakeStudio): Promise<void> };

/** Each state that a screen has, one after the other in one session. */
export const workScreens: readonly Screen[] = [
  {
    name: 'Today, empty',
    reach: async (page, studio) => {
      await page.goto(studio.url);
      await expect(page.locator('.session-row')).toHaveCount(0);
    },
  },
  {
    name: 'a new patient with faults',
    reach: async (page) => {
      await page.fill('[name=family]', 'Dupré');
      await page.keyboard.press('Enter');
      await expect(page.locator('.field-error').first()).toBeVisible();
    },
  },
  { name: 'capture, ready', reach: (page) => begin(page) },
  {
    name: 'the self-timer',
    reach: (page) => see(page, 'Space', '.countdown'),
  },
  {
    name: 'capture, a picture under review',
    reach: async (page, studio) => {
      await page.keyboard.press('Escape');
      await expect(page.locator('.countdown')).toHaveCount(0);
      // From ten seconds to none.
      await page.keyboard.press('d');
      studio.change((state) => {
        state.findings = [[{ code: 'exposure-dark', level: 'advise' }], [{ code: 'flash-missed', level: 'block' }]];
      });
      await photograph(page);
    },
  },
  {
    name: 'capture, a blocked picture',
    reach: async (page) => {
      await photograph(page);
      await expect(page.locator('[data-finding=flash-missed]')).toBeVisible();
    },
  },
  {
    name: 'several tries of a view',
    reach: async (page) => {
      await page.keyboard.press('r');
      await expect(page.locator('.capture[data-phase=ready]')).toBeVisible();
      await photograph(page);
      await expect(page.locator('.try-strip button')).toHaveCount(2);
    },
  },
  { name: 'the form of additional views', reach: (page) => see(page, 'x', '[data-like]') },
  {
    name: 'an earlier picture beside live view, with its line, and the histogram',
    reach: async (page) => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('b');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Position primaire');
      await page.keyboard.press('h');
      for (const mode of ['opacity', 'difference', 'split']) {
        await page.keyboard.press('f');
        await expect(page.locator(`.ghost[data-mode=${mode}]`)).toBeVisible();
      }
    },
  },
  {
    name: 'the skip form',
    reach: async (page) => {
      await page.keyboard.press('f');
      await expect(page.locator('.ghost')).toHaveCount(0);
      await page.keyboard.press('h');
      await page.keyboard.press('n');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Droite');
      await see(page, 's', '.skip');
    },
  },
  {
    name: 'help',
    reach: async (page) => {
      await page.keyboard.press('Escape');
      await see(page, '?', '.help');
    },
  },
  {
    name: 'a series with something missing',
    reach: async (page) => {
      await page.keyboard.press('Escape');
      await see(page, 'v', '.contact-sheet');
      await expect(page.locator('.sheet-cell .picture[data-state=shown]').first()).toBeVisible();
    },
  },
  {
    name: 'one picture in large',
    reach: async (page) => {
      await page.keyboard.press('ArrowLeft');
      await see(page, 'e', '.comparison .picture[data-state=shown]');
    },
  },
  { name: 'the composite', reach: (page) => see(page, 'b', '.composite .picture[data-state=shown]') },
  {
    name: 'the form that discontinues a series',
    reach: async (page) => {
      await page.keyboard.press('b');
      await page.locator('[data-name=discontinue]').press('Enter');
      await expect(page.locator('[name=discontinue-reason]')).toBeVisible();
    },
  },
  {
    name: 'the form that corrects an identity, with a fault',
    reach: async (page) => {
      await page.keyboard.press('Escape');
      await page.locator('[data-name=correct-identity]').press('Enter');
      await page.fill('[name=birthDate]', '31/02/2016');
      await page.keyboard.press('Enter');
      await expect(page.locator('.correct .field-error')).toHaveCount(1);
    },
  },
  {
    name: 'the room',
    reach: async (page) => {
      await page.keyboard.press('Escape');
      await see(page, 'm', '[data-name=detect]');
    },
  },
  {
    name: 'Today, with a session that was cut off and everything lost',
    reach: async (page, studio) => {
      const session = studio.session()?.opened.session ?? '';
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await expect(page.locator('.session-row')).toHaveCount(1);
      studio.change((state) => {
        state.interrupted = { session, saved: 1 };
        state.disk = { state: 'low', freeBytes: 9e9 };
        state.camera = { ...state.camera, state: 'failed', error: { code: 'camera-gone' } };
        state.trigger = { ...state.trigger, state: 'lost' };
        state.store = { address: '', state: 'unknown' };
      });
      await expect(page.locator('.interrupted')).toBeVisible();
    },
  },
  {
    name: 'Today, with a worklist whose RIS does not answer',
    reach: async (page, studio) => {
      studio.change((state) => {
        const items = [
          anItem('1', { patient: { birthDate: undefined } }),
          anItem('2', { order: { priority: 'stat' } }),
          anItem('3', { protocol: undefined }),
        ];
        const error = { code: 'worklist-unreachable', params: { reason: 'ECONNREFUSED' } } as const;
        state.hospital.worklist = { state: 'failed', at: '2026-11-22T08:04:00.000Z', items, error };
        state.hospital.paused = true;
        state.interrupted = null;
      });
      await page.keyboard.press('Escape');
      await expect(page.locator('.worklist .session-row')).toHaveCount(3);
    },
  },
  {
    name: 'an expected patient to be completed',
    reach: async (page) => {
      await page.locator('[data-item="1"]').press('Enter');
      await page.keyboard.press('Enter');
      await expect(page.locator('.new-patient .field-error')).toHaveCount(1);
    },
  },
  {
    name: 'deliveries, each in another state, object by object',
    reach: async (page, studio) => {
      studio.change((state) => {
        const receipt = { at: '2026-11-22T08:04:00.000Z', sha256: '5e'.repeat(32) };
        state.deliveries = [
          aDelivery({ id: 'a', confirmed: 9, receipt }),
          aDelivery({ id: 'b', confirmed: 3, stored: 2, urgent: true, purpose: 'copy', storeName: 'Enseignement' }),
          aDelivery({ id: 'c', session: 'x', state: 'parked', attempts: 5, lastError: { code: 'store-unreachable' } }),
        ];
      });
      await page.locator('.delivery-summary').focus();
      await page.keyboard.press('Enter');
      await expect(page.locator('.deliveries tbody tr')).toHaveCount(3);
      await page.locator('[data-name=objects]').first().press('Enter');
      await expect(page.locator('.objects')).toBeVisible();
    },
  },
];

async function begin(page: Page): Promise<void> {
  await page.fill('[name=patientId]', '8004512');
  await page.fill('[name=given]', 'Zoé');
  await page.fill('[name=birthDate]', '04/05/2016');
  await page.check('[name=sex][value=F]');
  await page.check('[name=protocol][value=gaze-9]');
  await page.keyboard.press('Enter');
  await expect(page.locator('.live')).toHaveAttribute('data-stale', 'false');
}

async function see(page: Page, key: string, selector: string): Promise<void> {
  await page.keyboard.press(key);
  await expect(page.locator(selector).first()).toBeVisible();
}
