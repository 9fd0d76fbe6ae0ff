/**
 * Patients' names and pictures do not leave by the clipboard, by dragging or by a browser's menu, for as long as the page
 * lives. What somebody types into a field stays theirs to cut and paste.
 */
export function keepInPage(): () => void {
  const refuse = (event: Event): void => {
    if (event.type === 'dragstart' || !isField(event.target)) event.preventDefault();
  };
  for (const way of ways) document.addEventListener(way, refuse);
  return () => {
    for (const way of ways) document.removeEventListener(way, refuse);
  };
}

const ways = ['copy', 'cut', 'dragstart', 'contextmenu'] as const;

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('input, textarea');
}
