import { expect, type Page } from '@playwright/test';
import sharp from 'sharp';
import type { StepView } from '../../electron/contract/session-view.ts';
import type { FakeStudio } from '../rigs/fake-studio.ts';
import { guideFiles } from '../rigs/guide-files.ts';
import { openSession, test } from '../rigs/interface-page.ts';

test.use({ locale: 'en-GB' });

type Point = { x: number; y: number };
type Lying = Pick<StepView, 'orientation' | 'mirror'> & { grip: 'up' | 'down' };

/**
 * The fake's frames are white in a corner of the sensor, up to a quarter of its width and half of its height. Where the
 * guide must have that corner's tip, in millimetres of its own upright field, and which way from there is white.
 */
const lyings: { name: string; lying: Lying; tip: Point; white: Point }[] = [
  {
    name: 'as it is',
    lying: { orientation: 'landscape', mirror: 'none', grip: 'up' },
    tip: { x: -36, y: 0 },
    white: { x: -1, y: -1 },
  },
  {
    name: 'in a mirror beside',
    lying: { orientation: 'landscape', mirror: 'left-right', grip: 'up' },
    tip: { x: 36, y: 0 },
    white: { x: 1, y: -1 },
  },
  {
    name: 'in a mirror above or below',
    lying: { orientation: 'landscape', mirror: 'top-bottom', grip: 'up' },
    tip: { x: -36, y: 0 },
    white: { x: -1, y: 1 },
  },
  {
    name: 'upright with the grip up',
    lying: { orientation: 'portrait', mirror: 'none', grip: 'up' },
    tip: { x: 0, y: 36 },
    white: { x: -1, y: 1 },
  },
  {
    name: 'upright with the grip down',
    lying: { orientation: 'portrait', mirror: 'none', grip: 'down' },
    tip: { x: 0, y: -36 },
    white: { x: 1, y: -1 },
  },
  {
    name: 'upright in a mirror',
    lying: { orientation: 'portrait', mirror: 'left-right', grip: 'up' },
    tip: { x: 0, y: 36 },
    white: { x: 1, y: 1 },
  },
];

function show(studio: FakeStudio, { orientation, mirror, grip }: Lying): void {
  studio.change((state) => {
    state.clipped = true;
    state.steps = { orientation, mirror };
    state.settings = { ...state.settings, portraitGrip: grip };
    state.preferences = { ...state.preferences, guide: { level: 'essential', opacity: 0.1 } };
  });
}

/** Where on the page the guide has a place of the field: what its drawing is laid out by. */
function onPage(page: Page, { x, y }: Point): Promise<Point> {
  return page.locator('.guide svg').evaluate(
    (svg: SVGSVGElement, place) => {
      const { x, y } = new DOMPoint(place.x, place.y).matrixTransform(svg.getScreenCTM() ?? undefined);
      return { x, y };
    },
    { x, y },
  );
}

/** How blue the page is at each of some places of the field: white is, and neither skin nor iris nor black. */
async function blues(page: Page, places: readonly Point[]): Promise<number[]> {
  const { data, info } = await sharp(await page.screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const seen = await Promise.all(places.map((place) => onPage(page, place)));
  return seen.map(({ x, y }) => data[(Math.round(y) * info.width + Math.round(x)) * info.channels + 2] ?? 0);
}

/** Which ways from a place of the field, two millimetres off along both axes, the page is white. */
async function whiteWays(page: Page, tip: Point): Promise<Point[]> {
  const ways = [-1, 1].flatMap((x) => [-1, 1].map((y) => ({ x, y })));
  const places = ways.map(({ x, y }) => ({ x: tip.x + 2 * x, y: tip.y + 2 * y }));
  const seen = await blues(page, places);
  return ways.filter((_, index) => (seen[index] ?? 0) > 246);
}

async function boxOf(page: Page, selector: string): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`${selector} is not on screen`);
  return box;
}

for (const { name, lying, tip, white } of lyings) {
  test(`the guide lies true over frames that are shown ${name}, whole, magnified and moved`, async ({
    page,
    studio,
  }) => {
    await openSession(page, studio);
    show(studio, lying);
    const upright = lying.orientation === 'portrait';
    const seesTip = () => expect.poll(() => whiteWays(page, tip)).toEqual([white]);
    await seesTip();
    const finder = await boxOf(page, '.viewfinder');
    expect(finder.width / finder.height).toBeCloseTo(upright ? 2 / 3 : 3 / 2, 2);
    const edge = await onPage(page, { x: upright ? -48 : -72, y: upright ? -72 : -48 });
    expect(edge.x).toBeCloseTo(finder.x, 0);
    expect(edge.y).toBeCloseTo(finder.y, 0);

    const clicked = await onPage(page, tip);
    await page.mouse.click(clicked.x, clicked.y);
    await expect(page.locator('.viewfinder')).toHaveAttribute('data-zoom', '5');
    const middle = await onPage(page, tip);
    // A click counts in whole pixels, which are magnified with the picture.
    expect(Math.abs(middle.x - finder.x - finder.width / 2)).toBeLessThan(2 * 5);
    expect(Math.abs(middle.y - finder.y - finder.height / 2)).toBeLessThan(2 * 5);
    await seesTip();

    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    const moved = await onPage(page, tip);
    expect((middle.x - moved.x) / finder.width).toBeCloseTo(0.25, 2);
    expect((middle.y - moved.y) / finder.height).toBeCloseTo(0.25, 2);
    await seesTip();
  });
}

test('what is marked in a frame turns and flips with it', async ({ page, studio }) => {
  await openSession(page, studio);
  const held = lyings.at(-1);
  if (!held) throw new Error('nothing is held upright in a mirror');
  show(studio, held.lying);
  await page.keyboard.press('c');
  // Stripes of black over what is burnt, along a line that crosses many of them.
  const along = Array.from({ length: 40 }, (_, step) => 8 + step / 4);
  const line = along.map((far) => ({ x: held.tip.x + far * held.white.x, y: held.tip.y + 8 * held.white.y }));
  await expect
    .poll(async () => {
      const seen = await blues(page, line);
      return { black: seen.some((blue) => blue < 40), white: seen.some((blue) => blue > 246) };
    })
    .toEqual({ black: true, white: true });
});

test('landmarks are where their millimetres say, in landscape, in portrait and at any magnification', async ({
  page,
  studio,
}) => {
  await openSession(page, studio);
  const cornea = async (): Promise<{ x: number; y: number; r: number; line: string }> =>
    page
      .locator('.guide-line circle')
      .nth(1)
      .evaluate((circle: SVGCircleElement) => {
        const { x, y, width, height } = circle.getBoundingClientRect();
        return {
          x: x + width / 2,
          y: y + height / 2,
          r: width / 2,
          line: getComputedStyle(circle).vectorEffect,
        };
      });
  const views = [
    { guide: 'eyes-144', orientation: 'landscape', wide: 144, high: 96, at: { x: 31, y: 0 } },
    { guide: 'face-front-360', orientation: 'portrait', wide: 240, high: 360, at: { x: 31, y: -25 } },
  ] as const;
  for (const { guide, orientation, wide, high, at } of views) {
    studio.change((state) => {
      state.steps = { guide, orientation, fieldWidthMm: Math.max(wide, high) };
    });
    await expect(page.locator(`.guide[data-guide=${guide}] circle`).first()).toBeAttached();
    const finder = await boxOf(page, '.viewfinder');
    const pxPerMm = finder.width / wide;
    const whole = await cornea();
    expect(whole.x).toBeCloseTo(finder.x + (wide / 2 + at.x) * pxPerMm, 0);
    expect(whole.y).toBeCloseTo(finder.y + (high / 2 + at.y) * pxPerMm, 0);
    expect(whole.r).toBeCloseTo(5.85 * pxPerMm, 0);
    await page.keyboard.press('z');
    const near = await cornea();
    expect(near.x).toBeCloseTo(finder.x + finder.width / 2 + 5 * at.x * pxPerMm, 0);
    expect(near.y).toBeCloseTo(finder.y + finder.height / 2 + 5 * at.y * pxPerMm, 0);
    expect(near.r).toBeCloseTo(5 * 5.85 * pxPerMm, 0);
    expect(near.line).toBe('non-scaling-stroke');
    await page.keyboard.press('Escape');
  }
});

test('the guide reminds of everything, of the essential or of nothing, as strong as the operator likes', async ({
  page,
  studio,
}) => {
  await openSession(page, studio);
  const guide = page.locator('.guide');
  const names = page.locator('.guide-label:not(.scale-label)');
  await expect(names).toContainText(['Eye band', 'Midline']);
  await expect(page.locator('.guide-line .stroke-grid')).toHaveCount(1);
  await page.keyboard.press('l');
  await expect(names).toContainText(['Bande des yeux', 'Ligne médiane']);
  await page.keyboard.press('g');
  await expect(guide).toHaveAttribute('data-level', 'essential');
  await expect(names).toHaveCount(0);
  await expect(page.locator('.guide-line .stroke-grid')).toHaveCount(0);
  await expect(page.locator('.guide-line .stroke-landmark')).toHaveCount(2);
  await expect(page.locator('.scale-label')).toHaveText('20\u00a0mm');
  await page.keyboard.press('Shift+G');
  await expect(guide).toHaveCSS('opacity', '0.75');
  await page.keyboard.press('g');
  await expect(guide).toHaveCount(0);
  await page.keyboard.press('g');
  await expect(names).not.toHaveCount(0);
});

for (const [width, height] of [
  [1920, 1080],
  [1366, 768],
] as const) {
  test(`no name of any guide leaves the picture or covers another at ${width}×${height}`, async ({ page, studio }) => {
    await page.setViewportSize({ width, height });
    await openSession(page, studio);
    const wrong: string[] = [];
    for (const { id, drawing } of guideFiles()) {
      const upright = drawing.heightMm > drawing.widthMm;
      studio.change((state) => {
        const fieldWidthMm = Math.max(drawing.widthMm, drawing.heightMm);
        state.steps = { guide: id, orientation: upright ? 'portrait' : 'landscape', fieldWidthMm };
      });
      const named = drawing.strokes.filter(({ label }) => label).length;
      await expect(page.locator(`.guide[data-guide="${id}"] .guide-label`)).toHaveCount(named + 1);
      for (let language = 0; language < 2; language += 1) {
        const before = await page.locator('html').getAttribute('lang');
        wrong.push(...(await troublesome(page)).map((trouble) => `${id} ${before}: ${trouble}`));
        await page.keyboard.press('l');
        await expect(page.locator('html')).not.toHaveAttribute('lang', before ?? '');
      }
    }
    expect(wrong).toEqual([]);
  });
}

/** Names that lie over the edge of the picture or over each other, by half a line or more. */
function troublesome(page: Page): Promise<string[]> {
  return page.locator('.viewfinder').evaluate((finder) => {
    const outer = finder.getBoundingClientRect();
    const labels = [...finder.querySelectorAll('.guide-label')].map((element) => ({
      text: element.textContent ?? '',
      box: element.getBoundingClientRect(),
    }));
    const leaving = labels.filter(
      ({ box }) => box.left < outer.left || box.right > outer.right || box.top < outer.top || box.bottom > outer.bottom,
    );
    const covering = labels.flatMap((one, index) =>
      labels.slice(index + 1).flatMap((other) => {
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        return across > 0 && down > one.box.height / 4 ? [`${one.text} over ${other.text}`] : [];
      }),
    );
    return [...leaving.map(({ text }) => `${text} leaves the picture`), ...covering];
  });
}

test('the rail shows each step as its guide, with the eyes turned where the patient looks', async ({
  page,
  studio,
}) => {
  await openSession(page, studio);
  studio.change((state) => {
    state.steps = { fixation: { leftDeg: -30, upDeg: 30 } };
  });
  const cell = page.locator('.rail-cell').first();
  await expect(cell.locator('.pictogram')).toHaveAttribute('data-guide', 'eyes-144');
  await expect(cell.locator('.turning')).toHaveCount(2);
  await expect(cell.locator('.pictogram-arrow')).toHaveCount(1);
  // An iris is seen between the lids, however far it turns.
  const clip = await cell.locator('g:has(> .turning)').first().getAttribute('clip-path');
  await expect(cell.locator(`[id="${clip?.slice(5, -1)}"] path`)).toHaveCount(1);
  const turned = await cell
    .locator('.turning')
    .first()
    .evaluate((group: SVGGElement) => {
      const matrix = group.transform.baseVal.consolidate()?.matrix;
      return { x: matrix?.e ?? 0, y: matrix?.f ?? 0 };
    });
  // Up and to the patient's right, which is left on screen: a cornea moves by 10.5 mm times the sine.
  expect(turned.x).toBeCloseTo(-10.5 * 0.5 * Math.cos(Math.PI / 6), 2);
  expect(turned.y).toBeCloseTo(-10.5 * 0.5, 2);
  studio.change((state) => {
    state.steps = { guide: 'teeth-front-72', fixation: undefined };
  });
  await expect(cell.locator('.pictogram')).toHaveAttribute('data-guide', 'teeth-front-72');
  await expect(cell.locator('.pictogram-arrow')).toHaveCount(0);
  await expect(cell.locator('.stroke-grid')).toHaveCount(0);
});
