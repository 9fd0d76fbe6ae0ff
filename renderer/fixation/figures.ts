const drawings: Readonly<Record<string, string>> = import.meta.glob('../../resources/targets/*.svg', {
  query: '?url',
  import: 'default',
  eager: true,
});

/** Every figure there is, with the address of its drawing. */
export const figures: readonly { id: string; source: string }[] = Object.entries(drawings).map(([path, source]) => {
  return { id: path.replace(/^.*\//, '').replace(/\.svg$/, ''), source };
});

/** A figure's drawing. One that has been taken away since it was chosen gives way to the first there is. */
export function figureSource(id: string): string {
  return (figures.find((figure) => figure.id === id) ?? figures[0])?.source ?? '';
}
