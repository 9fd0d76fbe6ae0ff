/** A menu entry by Electron's own role, which brings its label, shortcut and language. */
export type RoleEntry = { role: 'appMenu' | 'editMenu' | 'windowMenu' };

/** macOS keeps quitting, copying and windows in the menu; elsewhere the page needs none. */
export function menuEntries(platform: string): RoleEntry[] | null {
  if (platform !== 'darwin') return null;
  return [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }];
}
