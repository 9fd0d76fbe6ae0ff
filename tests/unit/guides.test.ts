import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { protocol } from '../../electron/contract/protocol.ts';
import { plan } from '../../electron/studio/plan.ts';
import { labelSides, readGuide, shapes, strokeClasses, strokeLevels } from '../../renderer/liveview/guide-drawing.ts';
import { guideFiles } from '../rigs/guide-files.ts';

const files = guideFiles();
const data = ['data-level', 'data-label', 'data-at', 'data-side', 'data-turns'];
const protocols = fileURLToPath(new URL('../../resources/protocols/', import.meta.url));
const steps = readdirSync(protocols)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => {
    const read = protocol.parse(JSON.parse(readFileSync(`${protocols}/${name}`, 'utf8')));
    return [...plan(read), ...plan({ ...read, steps: read.extras })].map((step) => ({
      name: `${read.id}: ${step.id}`,
      step,
    }));
  });

/** Every number of a stroke's geometry, as x and y by turns where they are places. */
const places = (d: string): number[] => (d.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);

describe.each(files)('the guide $id', ({ id, text, tags: [root, ...strokes], drawing }) => {
  it('is as large as the field in its name, in millimetres, with the middle at 0,0', () => {
    const long = Number(/-(\d+)$/.exec(id)?.[1]);
    const portrait = drawing.heightMm > drawing.widthMm;
    expect([drawing.widthMm, drawing.heightMm]).toEqual(portrait ? [(long * 2) / 3, long] : [long, (long * 2) / 3]);
    expect(root?.attributes.viewBox).toBe(
      [-drawing.widthMm / 2, -drawing.heightMm / 2, drawing.widthMm, drawing.heightMm].join(' '),
    );
  });

  it('has only strokes, classes and words that the page knows, and loses none of them', () => {
    expect(text).not.toMatch(/<!|<\?|&/);
    expect(root?.name).toBe('svg');
    expect(Object.keys(root?.attributes ?? {}).sort()).toEqual(['viewBox', 'xmlns']);
    for (const { name, attributes } of strokes) {
      expect(Object.keys(shapes)).toContain(name);
      expect([...(shapes[name] ?? []), 'class', ...data]).toEqual(expect.arrayContaining(Object.keys(attributes)));
      expect(strokeClasses).toContain(attributes.class);
      expect(strokeLevels).toContain(attributes['data-level'] ?? 'all');
      if (attributes['data-label'] === undefined) continue;
      expect(attributes['data-at']).toMatch(/^-?[\d.]+ -?[\d.]+$/);
      expect(labelSides).toContain(attributes['data-side']);
    }
    expect(drawing.strokes).toHaveLength(strokes.length);
    expect(text.match(/<\w/g)).toHaveLength(strokes.length + 1);
  });

  it('lies within its field, its names too', () => {
    const [x, y] = [drawing.widthMm / 2, drawing.heightMm / 2];
    for (const { label } of drawing.strokes) {
      if (!label) continue;
      expect(Math.abs(label.x), label.name).toBeLessThanOrEqual(x);
      expect(Math.abs(label.y), label.name).toBeLessThanOrEqual(y);
    }
    for (const { attributes, kind } of drawing.strokes) {
      if (kind === 'grid') continue;
      for (const at of places(attributes.d ?? '')) expect(Math.abs(at)).toBeLessThanOrEqual(Math.max(x, y));
    }
  });

  it('says each name once, draws no stroke twice, and keeps something for a pictogram and the essential', () => {
    const names = drawing.strokes.flatMap(({ label }) => label?.name ?? []);
    expect(new Set(names).size).toBe(names.length);
    const drawn = drawing.strokes.map(({ attributes }) => JSON.stringify(attributes));
    expect(new Set(drawn).size).toBe(drawn.length);
    expect(drawing.strokes.filter(({ level }) => level === 'essential').length).toBeGreaterThanOrEqual(3);
    expect(drawing.strokes[0]?.kind).toBe('grid');
  });
});

describe('guides for the left', () => {
  const mirrored = files.filter(({ id }) => id.includes('-left-'));

  it.each(mirrored)('$id mirrors the one for the right', ({ id, drawing }) => {
    const right = files.find((file) => file.id === id.replace('-left-', '-right-'))?.drawing;
    expect(right?.strokes.map(({ kind, level, label }) => [kind, level, label?.name, label?.y])).toEqual(
      drawing.strokes.map(({ kind, level, label }) => [kind, level, label?.name, label?.y]),
    );
    const spread = (strokes = drawing.strokes): number[] => strokes.flatMap(({ label }) => (label ? [label.x] : []));
    expect(spread(right?.strokes).map((x) => 0 - x)).toEqual(spread());
  });
});

describe('what guides measure', () => {
  const circles = (id: string): number[][] =>
    (files.find((file) => file.id === id)?.drawing.strokes ?? [])
      .filter(({ element }) => element === 'circle')
      .map(({ attributes }) => [attributes.cx, attributes.cy, attributes.r].map(Number));

  it('is a cornea of 11.7 mm on either side of a pupils’ distance of 62 mm, also in a face', () => {
    expect(circles('eyes-144')).toEqual([
      [-31, 0, 5.85],
      [31, 0, 5.85],
    ]);
    for (const id of ['face-front-360', 'face-smile-360']) {
      expect(circles(id)).toEqual([
        [-31, -25, 5.85],
        [31, -25, 5.85],
      ]);
    }
  });

  it('is a head of 227 mm and a child’s of 200 mm, at life size', () => {
    const face = files.find(({ id }) => id === 'face-front-360')?.drawing.strokes ?? [];
    const height = (name: string): number => {
      const d = face.find(({ label }) => label?.name === name)?.attributes.d ?? '';
      const ys = places(d).filter((_, index) => index % 2 === 1);
      return Math.max(...ys) - Math.min(...ys);
    };
    expect(height('adult')).toBeCloseTo(227.5, 0);
    expect(height('child')).toBeCloseTo(199.5, 0);
  });
});

describe('the page', () => {
  it('takes over geometry and known words, nothing else', () => {
    const node = (tagName: string, attributes: Record<string, string>) => ({
      tagName,
      getAttribute: (name: string) => attributes[name] ?? null,
      querySelectorAll: () => [],
    });
    const drawing = {
      ...node('svg', { viewBox: '-72 -48 144 96' }),
      querySelectorAll: () => [
        node('circle', {
          cx: '1',
          r: '2',
          class: 'axis',
          onclick: 'x()',
          style: 'fill:red',
          'data-level': 'essential',
        }),
        node('circle', { cx: '1', r: '2', class: 'axis evil' }),
        node('circle', { cx: '1', r: '2', class: 'axis', 'data-level': 'loud' }),
      ],
    };
    expect(readGuide(drawing)).toEqual({
      widthMm: 144,
      heightMm: 96,
      strokes: [{ element: 'circle', attributes: { cx: '1', r: '2' }, kind: 'axis', level: 'essential' }],
    });
  });
});

describe('protocols', () => {
  it.each(steps)('$name has its guide, as large and as upright as its field', ({ step }) => {
    const drawing = files.find(({ id }) => id === step.guide)?.drawing;
    expect(drawing, step.guide).toBeDefined();
    const upright = step.orientation === 'portrait' ? drawing?.heightMm : drawing?.widthMm;
    expect(upright).toBe(step.fieldWidthMm);
  });
});
