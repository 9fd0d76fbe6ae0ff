import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { findRoot } from '../../electron/base/places.ts';

const root = findRoot(import.meta.dirname);

/** What a source file says in strings and between its tags. */
export type SourceWords = {
  file: string;
  /** Every string literal. */
  literals: string[];
  /** Every template, a star for each of its expressions. */
  templates: string[];
  /** Text between tags, and in the attributes that are read to people. */
  shown: string[];
  source: string;
};

type Node = { type: string; [key: string]: unknown };

/** Attributes of an element that a person sees or hears. */
const spoken = ['alt', 'title', 'placeholder', 'aria-label', 'aria-description', 'aria-valuetext', 'says', 'label'];

export function wordsIn(folder: string): SourceWords[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return wordsOf(file.slice(root.length + 1), readFileSync(file, 'utf8'));
    });
}

export function wordsOf(file: string, source: string): SourceWords {
  const words: SourceWords = { file, literals: [], templates: [], shown: [], source };
  const { program, errors } = parseSync(file, source);
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`);
  visit(program, words);
  return words;
}

function visit(value: unknown, words: SourceWords): void {
  if (Array.isArray(value)) for (const one of value) visit(one, words);
  else if (isNode(value)) {
    note(value, words);
    for (const child of Object.values(value)) if (typeof child === 'object') visit(child, words);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function note(node: Node, words: SourceWords): void {
  const { type, value } = node;
  if (type === 'Literal' && typeof value === 'string') words.literals.push(value);
  if (type === 'JSXText' && typeof value === 'string' && value.trim() !== '') words.shown.push(value.trim());
  if (type === 'TemplateLiteral') {
    const quasis = node.quasis as { value: { cooked: string } }[];
    words.templates.push(quasis.map((quasi) => quasi.value.cooked).join('*'));
  }
  if (type === 'JSXAttribute' && isNode(value) && value.type === 'Literal') {
    const name = (node.name as { name: unknown }).name;
    if (spoken.includes(String(name))) words.shown.push(String(value.value));
  }
}
