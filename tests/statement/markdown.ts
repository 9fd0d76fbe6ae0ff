import type { Attribute } from './attributes.ts';

export function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `>` before what stands within a sequence, as DICOM writes it. */
export function attributeTable(attributes: readonly Attribute[]): string {
  const rows = attributes.map(({ tag, name, depth, vr, presence, source }) => {
    return [`${'>'.repeat(depth)}${tag}`, name, vr, presence, source];
  });
  return table(['Tag', 'Attribute', 'VR', 'Presence', 'Source or value'], rows);
}

export function hexStatus(status: number, to?: number): string {
  const text = (value: number): string => value.toString(16).toUpperCase().padStart(4, '0');
  return to === undefined || to === status ? text(status) : `${text(status)}–${text(to)}`;
}
