/** One stroke of a guide: an SVG shape with its geometry and nothing else. */
export type GuideShape = { element: string; attributes: Readonly<Record<string, string>> };

const shapes: Readonly<Record<string, readonly string[]>> = {
  path: ['d'],
  rect: ['x', 'y', 'width', 'height', 'rx', 'ry'],
  circle: ['cx', 'cy', 'r'],
  ellipse: ['cx', 'cy', 'rx', 'ry'],
  line: ['x1', 'y1', 'x2', 'y2'],
  polyline: ['points'],
  polygon: ['points'],
};

type Node = {
  tagName: string;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<Node>;
};

/**
 * The strokes of a guide's drawing, in millimetres of the field. Only geometry and a class name are taken over: a
 * drawing can neither colour the page nor do anything in it.
 */
export function guideShapes(drawing: Node): GuideShape[] {
  return [...drawing.querySelectorAll(Object.keys(shapes).join(','))].map((node) => {
    const names = [...(shapes[node.tagName] ?? []), 'class'];
    const values = names.flatMap((name) => {
      const value = node.getAttribute(name);
      if (value === null) return [];
      return [name === 'class' ? ['className', `stroke-${value}`] : [name, value]];
    });
    return { element: node.tagName, attributes: Object.fromEntries(values) };
  });
}
