/** What a key leads into: lists, in which arrows and Enter then work, and fields. */
const places = {
  rail: '.rail-steps button',
  tries: '.try-strip button',
  expected: '.worklist .session-row',
  session: '.sessions .session-row',
  search: '.sessions .search',
  'new-patient': '.new-patient [name=patientId]',
} as const;

/** Puts the focus on the list's marked entry, else its first one; on the field. */
export function focusOn(place: keyof typeof places): void {
  const entries = places[place];
  const marked = document.querySelector<HTMLElement>(`${entries}[aria-current], ${entries}[aria-pressed=true]`);
  (marked ?? document.querySelector<HTMLElement>(entries))?.focus();
}

/** How many columns a grid has on screen, which may be fewer than it would like; null where it is not shown. */
export function columnsShown(selector: string): number | null {
  const grid = document.querySelector(selector);
  return grid && getComputedStyle(grid).gridTemplateColumns.split(' ').length;
}

const ways: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowUp: (at) => Math.max(0, at - 1),
  ArrowLeft: (at) => Math.max(0, at - 1),
  ArrowDown: (at, last) => Math.min(last, at + 1),
  ArrowRight: (at, last) => Math.min(last, at + 1),
  Home: () => 0,
  End: (_, last) => last,
};

/** Arrows, Home and End move the focus among a list's buttons, and mean nothing else while it lies there. */
export function moveInList(event: React.KeyboardEvent<HTMLElement>): void {
  const way = ways[event.key];
  if (!way) return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  buttons[way(at, buttons.length - 1)]?.focus();
  event.preventDefault();
  event.stopPropagation();
}
