/** An element: its name, its attributes (absent ones are left out) and what is inside. */
export type Element = {
  name: string;
  attributes?: Readonly<Record<string, string | undefined>>;
  content?: readonly Element[] | string;
};

/** One line of XML without a declaration. What no XML may carry is replaced by U+FFFD. */
export function xml({ name, attributes = {}, content = [] }: Element): string {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : ` ${key}="${escaped(value)}"`,
  );
  const inside = typeof content === 'string' ? escaped(content) : content.map(xml).join('');
  return inside === '' ? `<${name}${given.join('')}/>` : `<${name}${given.join('')}>${inside}</${name}>`;
}

function escaped(text: string): string {
  return text
    .replace(/[^\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
