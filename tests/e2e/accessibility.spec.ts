import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { signOff, signOn } from '../rigs/fake-access.ts';
import type { FakeStudio } from '../rigs/fake-studio.ts';
import { auditTrail } from '../rigs/fake-vault.ts';
import { openSession, photograph, test } from '../rigs/interface-page.ts';

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

async function toDepartment(page: Page, screen: 'vault' | 'operators' | 'audit', shows: string): Promise<void> {
  const tab = page.locator(`[data-name=to-${screen}]`);
  if ((await tab.count()) === 0) await page.getByRole('button', { name: 'Service', exact: true }).press('Enter');
  await tab.press('Enter');
  await expect(page.locator(shows)).toBeVisible();
}

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
    const seen = 'button, input, textarea, h1, h2, .instruction, .patient, .notice p, .key-groups b, .facts p, td';
    for (const element of document.querySelectorAll(seen)) {
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
