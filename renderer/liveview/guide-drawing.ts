/** When a stroke is drawn over live view: with everything, among the essential as well, or in pictograms alone. */
export const strokeLevels = ['all', 'essential', 'pictogram'] as const;
export const strokeClasses = ['grid', 'variant', 'outline', 'frame', 'axis', 'landmark'] as const;
/** Where a name stands to its place: beside it, or above or below, centred or with its start or end there. */
export const labelSides = [
  'left',
  'right',
  'above',
  'above-start',
  'above-end',
  'below',
  'below-start',
  'below-end',
] as const;

type OneOf<Words extends readonly string[]> = Words[number];

export type GuideLabel = { name: string; x: number; y: number; side: OneOf<typeof labelSides> };

/** One stroke: an SVG shape with its geometry in millimetres of the field, origin in the middle, and what it is. */
export type GuideStroke = {
  element: string;
  attributes: Readonly<Record<string, string>>;
  kind: OneOf<typeof strokeClasses>;
  level: OneOf<typeof strokeLevels>;
  label?: GuideLabel;
  /** It stands so far before the point that it turns about when the patient looks aside. */
  turnsMm?: number;
};
/** A guide's field and its strokes, in the order in which they are drawn. */
export type GuideDrawing = { widthMm: number; heightMm: number; strokes: readonly GuideStroke[] };

/** What each shape's geometry is made of. */
export const shapes: Readonly<Record<string, readonly string[]>> = {
  path: ['d'],
  rect: ['x', 'y', 'width', 'height', 'rx'],
  circle: ['cx', 'cy', 'r'],
  ellipse: ['cx', 'cy', 'rx', 'ry'],
};

type Element = {
  tagName: string;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<Element>;
};

/**
 * A guide as its file draws it (`resources/guides/README.md`). Only geometry and known words are taken over: a drawing
 * can neither colour the page nor do anything in it, and what is not known is not drawn.
 */
export function readGuide(drawing: Element): GuideDrawing {
  const [, , widthMm = 0, heightMm = 0] = numbers(drawing.getAttribute('viewBox'));
  const strokes = [...drawing.querySelectorAll(Object.keys(shapes).join(','))].flatMap(readStroke);
  return { widthMm, heightMm, strokes };
}

function readStroke(node: Element): GuideStroke[] {
  const kind = known(strokeClasses, node.getAttribute('class'));
  const level = known(strokeLevels, node.getAttribute('data-level') ?? 'all');
  if (!kind || !level) return [];
  const attributes = Object.fromEntries(
    (shapes[node.tagName] ?? []).flatMap((name) => {
      const value = node.getAttribute(name);
      return value === null ? [] : [[name, value]];
    }),
  );
  const label = readLabel(node);
  const [turnsMm] = numbers(node.getAttribute('data-turns'));
  return [{ element: node.tagName, attributes, kind, level, ...(label && { label }), ...(turnsMm && { turnsMm }) }];
}

function readLabel(node: Element): GuideLabel | undefined {
  const name = node.getAttribute('data-label');
  const [x, y] = numbers(node.getAttribute('data-at'));
  const side = known(labelSides, node.getAttribute('data-side'));
  return name === null || x === undefined || y === undefined || !side ? undefined : { name, x, y, side };
}

function known<const Words extends readonly string[]>(words: Words, word: string | null): OneOf<Words> | undefined {
  return words.find((candidate) => candidate === word);
}

function numbers(text: string | null): number[] {
  return (text ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(Number);
}
