import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { departmentScreens } from '../rigs/department-screens.ts';
import { openSession, photograph, test } from '../rigs/interface-page.ts';
import { workScreens } from '../rigs/page-screens.ts';

test.use({ locale: 'fr-FR' });

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What breaks a rule, of all that are asked for or of the named ones. Axe is large: it comes into a page once. Nothing here has
 * frames, so that it need not look for them.
 */
async function breaches(page: Page, rules?: string[]): Promise<string[]> {
  const isThere = await page.evaluate(() => 'axe' in window);
  const axe = new AxeBuilder({ page, ...(isThere ? { axeSource: ';' } : {}) }).setLegacyMode();
  const { violations } = await (rules ? axe.withRules(rules) : axe.withTags(tags)).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

const screens = [...workScreens, ...departmentScreens];

/** Controls that cannot be brought into the window, and words that are cut off. */
function lostIn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const lost: string[] = [];
    const name = (element: Element): string =>
      `${element.tagName} ${element.className} ${element.textContent?.slice(0, 40)}`;
    if (document.documentElement.scrollWidth > innerWidth) lost.push('the page is wider than its window');
    const seen = 'button, input, textarea, h1, h2, .instruction, .patient, .notice p, .key-groups b, .facts p, td';
    for (const element of document.querySelectorAll(seen)) {
      element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
      // What is in a cell that is taller than where it scrolls is brought there by itself.
      const tall = element.tagName === 'TD' && height > (element.closest('main')?.clientHeight ?? innerHeight);
      if (width === 0 || element.closest('.unseen') || !element.checkVisibility()) continue;
      if (left < -1 || right > innerWidth + 1 || (!tall && (top < -1 || bottom > innerHeight + 1)))
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
    });
  }
});

test('who is photographed stays in sight, however large the text and far the page has scrolled', async ({
  page,
  studio,
}) => {
  studio.change((state) => {
    state.preferences = { ...state.preferences, textScale: 2 };
  });
  await openSession(page, studio);
  const name = page.locator('.patient-name');
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  expect(await page.evaluate(() => window.scrollY)).toBeGreaterThan(0);
  await expect(name).toBeInViewport({ ratio: 1 });
  await expect(page.locator('.title h1')).toBeInViewport({ ratio: 1 });
  for (const [key, screen] of [
    ['m', '.room'],
    ['m', '.capture'],
    ['v', '.series'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.locator(screen)).toBeVisible();
    await expect(name).toBeInViewport({ ratio: 1 });
    if (screen !== '.capture') {
      // These scroll within themselves: the page is no longer than the window.
      expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight), screen).toBe(0);
    }
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

test('no screen breaks a rule of WCAG 2.2 AA or of good practice, in both themes', async ({ page, studio }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const themed = async (theme: 'dark' | 'light'): Promise<void> => {
    studio.change((state) => {
      state.preferences = { ...state.preferences, theme };
    });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
  };
  studio.change((state) => {
    state.preferences = { ...state.preferences, theme: 'dark', selfTimerS: 10, acceptAfterS: 0 };
  });
  for (const { name, reach } of screens) {
    await test.step(name, async () => {
      await reach(page, studio);
      await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
      expect.soft(await breaches(page), name).toEqual([]);
      // Reduced motion is asked for: nothing moves but live view.
      expect.soft(await page.evaluate(() => document.getAnimations().length), name).toBe(0);
      // Another theme is other colours and nothing else.
      await themed('light');
      expect.soft(await breaches(page, ['color-contrast', 'link-in-text-block']), `${name}, light`).toEqual([]);
      // A key that is pressed before the page has it would ask for the other one to be kept.
      await themed('dark');
    });
  }
});

/** Tab until something with that name has the focus: as far as anybody would go. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let stop = 0; stop < 60; stop++) {
    if (await page.locator(selector).evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} is not reached by Tab`);
}

test('a patient is photographed, looked through and sent without a mouse', async ({ page, studio }) => {
  studio.change((state) => {
    state.preferences = { ...state.preferences, acceptAfterS: 0 };
  });
  await page.goto(studio.url);
  await expect(page.locator('.new-patient')).toBeVisible();
  await tabTo(page, '[name=patientId]');
  for (const text of ['8004512', 'Dupré', 'Zoé', '04/05/2016']) {
    await page.keyboard.type(text);
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  while (!(await page.isChecked('[name=protocol][value=gaze-9]'))) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await photograph(page);
  await page.keyboard.press('r');
  await expect(page.locator('.capture[data-phase=ready]')).toBeVisible();
  await photograph(page);
  await page.keyboard.press('Enter');
  await expect(page.locator('.capture[data-phase=ready]')).toBeVisible();
  for (let left = 8; left > 0; left--) {
    await page.keyboard.press('s');
    await tabTo(page, '.skip button >> nth=1');
    await page.keyboard.press('Enter');
    await expect(page.locator('.skip')).toHaveCount(0);
  }
  await expect(page.locator('.series-says')).toContainText('Toutes les vues sont faites.');
  // The first try is kept instead, from the sheet: the step, its tries, Enter.
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('option', { selected: true })).toContainText('Droite');
  await page.keyboard.press('ArrowLeft');
  await tabTo(page, '[data-try="1"]');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-try="1"]')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('[data-try="2"]')).toHaveAttribute('aria-pressed', 'false');
  await tabTo(page, '[data-name=close]');
  await page.keyboard.press('Enter');
  await expect(page.locator('.delivery[data-state=confirmed] .progress p')).toHaveText('Confirmé · 1 sur 1 confirmée');
  await tabTo(page, '[data-name=next-patient]');
  await page.keyboard.press('Enter');
  await tabTo(page, '.delivery-summary');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Envois');
  await page.keyboard.press('Escape');
  await tabTo(page, '.session-row');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Série');
  // The series is closed and off the screen: every view and every try is to be seen all the same.
  for (const sheet of ['contact-sheets', 'composites', 'contact-sheets']) {
    const image = page.locator(`.composite img[src*="/${sheet}/"]`);
    await expect(image).toBeVisible();
    await expect.poll(() => image.evaluate(({ naturalWidth }: HTMLImageElement) => naturalWidth)).toBeGreaterThan(0);
    expect(await breaches(page)).toEqual([]);
    await page.keyboard.press('b');
  }
});

test('the screen in front of the patient breaks no rule, blank or with its target', async ({ page, studio }) => {
  await openSession(page, studio);
  const display = await page.context().newPage();
  await display.goto(new URL('/fixation', studio.url).href);
  for (const open of [true, false]) {
    if (!open) await page.keyboard.press('Escape');
    await expect(display.locator('main')).toHaveAttribute('data-state', open ? 'target' : 'blank');
    const { violations } = await new AxeBuilder({ page: display }).withTags(tags).analyze();
    expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))).toEqual([]);
  }
});
