import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type GuideDrawing, readGuide } from '../../renderer/liveview/guide-drawing.ts';

const folder = fileURLToPath(new URL('../../resources/guides/', import.meta.url));

/** A tag as it is written, with everything that is in it. */
export type Tag = { name: string; attributes: Readonly<Record<string, string>> };
export type GuideFile = { id: string; text: string; tags: readonly Tag[]; drawing: GuideDrawing };

/** All guides as they are written and as the page reads them. */
export function guideFiles(): GuideFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.svg'))
    .map((name) => {
      const text = readFileSync(`${folder}/${name}`, 'utf8');
      const tags = tagsOf(text);
      return { id: name.slice(0, -'.svg'.length), text, tags, drawing: readGuide(asElement(tags)) };
    });
}

function tagsOf(text: string): Tag[] {
  return [...text.matchAll(/<([a-zA-Z]+)((?:\s+[\w:-]+="[^"]*")*)\s*\/?>/g)].map(([, name = '', rest = '']) => ({
    name,
    attributes: Object.fromEntries([...rest.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value])),
  }));
}

/** As much of a document as the page reads of one: a flat list, which guides are. */
function asElement([root, ...strokes]: readonly Tag[]): Parameters<typeof readGuide>[0] {
  const element = ({ name, attributes }: Tag, inside: readonly Tag[]): Parameters<typeof readGuide>[0] => ({
    tagName: name,
    getAttribute: (key) => attributes[key] ?? null,
    querySelectorAll: (selector) =>
      inside.filter((tag) => selector.split(',').includes(tag.name)).map((tag) => element(tag, [])),
  });
  if (!root) throw new Error('an empty drawing');
  return element(root, strokes);
}
