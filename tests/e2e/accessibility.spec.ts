import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import type { FakeStudio } from '../rigs/fake-studio.ts';
import { photograph, test } from '../rigs/interface-page.ts';

test.use({ locale: 'fr-FR' });

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

type Screen = { name: string; reach(page: Page, studio: FakeStudio): Promise<void> };

/** Each state that a screen has, one after the other in one session. */
const screens: Screen[] = [
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
  { name: 'the skip form', reach: (page) => see(page, 's', '.skip') },
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
  { name: 'one picture in large', reach: (page) => see(page, 'e', '.comparison .picture[data-state=shown]') },
  { name: 'the composite', reach: (page) => see(page, 'b', '.composite .picture[data-state=shown]') },
  { name: 'the room', reach: (page) => see(page, 'm', '[data-name=detect]') },
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
    name: 'deliveries',
    reach: async (page, studio) => {
      const delivery = { session: 'x', series: '2.25.2', store: 'folder:/srv', attempts: 2, confirmed: 3, of: 9 };
      const at = '2026-03-12T09:30:00.000Z';
      studio.change((state) => {
        state.deliveries = (['sending', 'parked', 'confirmed'] as const).map((kind) => ({
          ...delivery,
          id: kind,
          state: kind,
          pictures: [],
          updatedAt: at,
          ...(kind === 'parked' ? { lastError: { code: 'store-unreachable' as const } } : {}),
        }));
      });
      await page.locator('.delivery-summary').focus();
      await page.keyboard.press('Enter');
      await expect(page.locator('.deliveries tbody tr')).toHaveCount(3);
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

/** Controls that cannot be brought into the window, and words that are cut off. */
function lostIn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const lost: string[] = [];
    const name = (element: Element): string =>
      `${element.tagName} ${element.className} ${element.textContent?.slice(0, 40)}`;
    if (document.documentElement.scrollWidth > innerWidth) lost.push('the page is wider than its window');
    for (const element of document.querySelectorAll('button, input, h1, h2, .instruction, .patient, .notice p')) {
      element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      const { left, right, top, bottom, width } = element.getBoundingClientRect();
      if (width === 0 || element.closest('.unseen')) continue;
      if (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1)
        lost.push(`outside: ${name(element)}`);
      if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && element.tagName !== 'INPUT')
        lost.push(`cut off: ${name(element)}`);
    }
    return lost;
  });
}

test('text twice as large loses nothing', async ({ page, studio }) => {
  studio.change((state) => {
    state.preferences = { ...state.preferences, textScale: 2, selfTimerS: 10, acceptAfterS: 0 };
  });
  for (const { name, reach } of screens) {
    await test.step(name, async () => {
      await reach(page, studio);
      expect.soft(await lostIn(page), name).toEqual([]);
      await page.screenshot({ path: `/tmp/shots/large-${name.replace(/\W/g, '-')}.png` });
    });
  }
});

/** Where the focus is, and whether one can see it there. */
function focusNow(page: Page): Promise<{ name: string; seen: boolean } | null> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const shown = element.closest('.option') ?? element;
    const { outlineStyle, outlineWidth } = getComputedStyle(shown);
    const { width, height, bottom, top } = shown.getBoundingClientRect();
    const seen = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && width * height > 0;
    return {
      name: `${element.tagName} ${element.className} ${element.textContent?.slice(0, 40)}`,
      seen: seen && bottom > 0 && top < innerHeight,
    };
  });
}

test('the focus can be seen on everything that takes it, and comes round', async ({ page, studio }) => {
  studio.change((state) => {
    state.preferences = { ...state.preferences, selfTimerS: 10, acceptAfterS: 0 };
  });
  for (const { name, reach } of screens) {
    await test.step(name, async () => {
      await reach(page, studio);
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      const stops: string[] = [];
      for (let stop = 0; stop < 60; stop++) {
        await page.keyboard.press('Tab');
        const focus = await focusNow(page);
        if (!focus) break;
        expect.soft(focus, name).toMatchObject({ seen: true });
        stops.push(focus.name);
      }
      expect.soft(stops.length, name).toBeGreaterThan(3);
      expect.soft(stops.length, `${name}: the focus comes round`).toBeLessThan(60);
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    });
  }
});

for (const theme of ['dark', 'light'] as const) {
  test(`no screen breaks a rule of WCAG 2.2 AA or of good practice: ${theme}`, async ({ page, studio }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    studio.change((state) => {
      state.preferences = { ...state.preferences, theme, selfTimerS: 10, acceptAfterS: 0 };
    });
    for (const { name, reach } of screens) {
      await test.step(name, async () => {
        await reach(page, studio);
        await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
        const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
        const said = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
        expect.soft(said, name).toEqual([]);
        // Reduced motion is asked for: nothing moves but live view.
        expect.soft(await page.evaluate(() => document.getAnimations().length), name).toBe(0);
      });
    }
  });
}
