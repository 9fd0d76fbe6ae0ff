import type { Key } from '../i18n/translate.ts';

export type KeyAction =
  | 'take'
  | 'accept'
  | 'retake'
  | 'skip'
  | 'defer'
  | 'undo'
  | 'next'
  | 'previous'
  | 'rail'
  | 'tries'
  | 'add'
  | 'timer'
  | 'acceptance'
  | 'sounds'
  | 'larger'
  | 'smaller'
  | 'guide'
  | 'guide-opacity'
  | 'ghost'
  | 'ghost-picture'
  | 'ghost-opacity'
  | 'ghost-reset'
  | 'zoom'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'peaking'
  | 'zebra'
  | 'histogram'
  | 'nearer'
  | 'farther'
  | 'autofocus'
  | 'enlarge'
  | 'series'
  | 'composite'
  | 'find'
  | 'refresh'
  | 'new-patient'
  | 'room'
  | 'fixation'
  | 'lock'
  | 'pause'
  | 'help'
  | 'language'
  | 'theme';

export type KeyBinding = {
  action: KeyAction;
  key: string;
  /** A locale key where the cap's name is translated, else the cap itself. */
  cap: string | { key: Key };
  /** Absent where the binding before this one says it for both. */
  says?: Key;
  /** With Shift; the same key without it is another's. */
  shift?: true;
  /** With Ctrl: without it the key is another's, or nobody's. */
  ctrl?: true;
  /** Goes on for as long as the key is held. */
  held?: true;
};

/**
 * The same keys everywhere. Focus lies on Page up and Page down: comma and full stop are not side by side, nor both
 * without Shift, on a French keyboard.
 */
export const keyBindings: readonly KeyBinding[] = [
  { action: 'take', key: ' ', cap: { key: 'key.name.space' }, says: 'key.take' },
  { action: 'accept', key: 'enter', cap: { key: 'key.name.enter' }, says: 'key.accept' },
  { action: 'retake', key: 'r', cap: 'R', says: 'key.retake' },
  { action: 'skip', key: 's', cap: 'S', says: 'key.skip' },
  { action: 'defer', key: 's', shift: true, cap: '⇧ S', says: 'key.defer' },
  { action: 'undo', key: 'u', cap: 'U', says: 'key.undo' },
  { action: 'undo', key: 'backspace', cap: '⌫' },
  { action: 'undo', key: 'z', ctrl: true, cap: 'Ctrl Z' },
  { action: 'next', key: 'n', cap: 'N', says: 'key.next' },
  { action: 'previous', key: 'b', cap: 'B' },
  { action: 'rail', key: 'j', cap: 'J', says: 'key.rail' },
  { action: 'add', key: 'x', cap: 'X', says: 'key.add' },
  { action: 'tries', key: 'k', cap: 'K', says: 'key.tries' },
  { action: 'timer', key: 'd', cap: 'D', says: 'key.timer' },
  { action: 'acceptance', key: 'y', cap: 'Y', says: 'key.acceptance' },
  { action: 'sounds', key: 'q', cap: 'Q', says: 'key.sounds' },
  { action: 'guide', key: 'g', cap: 'G', says: 'key.guide' },
  { action: 'guide-opacity', key: 'g', shift: true, cap: '⇧ G', says: 'key.guide-opacity' },
  { action: 'ghost', key: 'f', cap: 'F', says: 'key.ghost' },
  { action: 'ghost-picture', key: 'f', shift: true, cap: '⇧ F', says: 'key.ghost-picture' },
  { action: 'ghost-opacity', key: 'o', cap: 'O', says: 'key.ghost-opacity' },
  { action: 'ghost-reset', key: 'home', cap: { key: 'key.name.home' }, says: 'key.ghost-reset' },
  { action: 'zoom', key: 'z', cap: 'Z', says: 'key.zoom' },
  { action: 'left', key: 'arrowleft', cap: '←', says: 'key.pan', held: true },
  { action: 'right', key: 'arrowright', cap: '→', held: true },
  { action: 'up', key: 'arrowup', cap: '↑', held: true },
  { action: 'down', key: 'arrowdown', cap: '↓', held: true },
  { action: 'peaking', key: 'p', cap: 'P', says: 'key.peaking' },
  { action: 'zebra', key: 'c', cap: 'C', says: 'key.zebra' },
  { action: 'histogram', key: 'h', cap: 'H', says: 'key.histogram' },
  { action: 'farther', key: 'pageup', cap: { key: 'key.name.page-up' }, says: 'key.farther', held: true },
  { action: 'nearer', key: 'pagedown', cap: { key: 'key.name.page-down' }, says: 'key.nearer', held: true },
  { action: 'autofocus', key: 'a', cap: 'A', says: 'key.autofocus' },
  { action: 'enlarge', key: 'e', cap: 'E', says: 'key.enlarge' },
  { action: 'series', key: 'v', cap: 'V', says: 'key.series' },
  { action: 'composite', key: 'b', cap: 'B', says: 'key.composite' },
  { action: 'find', key: 'f', cap: 'F', says: 'key.find' },
  { action: 'refresh', key: 'r', cap: 'R', says: 'key.refresh' },
  { action: 'new-patient', key: 'n', cap: 'N', says: 'key.new-patient' },
  { action: 'room', key: 'm', cap: 'M', says: 'key.room' },
  { action: 'fixation', key: 'i', cap: 'I', says: 'key.fixation' },
  { action: 'lock', key: 'w', cap: 'W', says: 'key.lock' },
  { action: 'pause', key: 'escape', cap: { key: 'key.name.escape' }, says: 'key.pause' },
  { action: 'help', key: '?', cap: '?', says: 'key.help' },
  { action: 'language', key: 'l', cap: 'L', says: 'key.language' },
  { action: 'theme', key: 't', cap: 'T', says: 'key.theme' },
  { action: 'larger', key: '+', cap: '+', says: 'key.text' },
  { action: 'smaller', key: '-', cap: '-' },
];

/** The bindings as help lists them: those without words of their own beside the one that speaks for them. */
export function keyGroups(): { says: Key; caps: KeyBinding['cap'][] }[] {
  const groups: { says: Key; caps: KeyBinding['cap'][] }[] = [];
  for (const { says, cap } of keyBindings) {
    if (says) groups.push({ says, caps: [cap] });
    else groups.at(-1)?.caps.push(cap);
  }
  return groups;
}

export type KeyPress = {
  key: string;
  repeat: boolean;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  /** What has the focus: text takes every key but Escape, a control Space and Enter, a choice the arrows as well. */
  focus: 'text' | 'choice' | 'control' | 'page';
};

/**
 * What a key asks for: one thing on each screen that knows it, so one after the other is to be tried. Holding a decision
 * asks once: a pedal kept down must not become a second picture.
 */
export function actionsOf(press: KeyPress): KeyAction[] {
  if (press.altKey || press.metaKey) return [];
  const key = press.key.toLowerCase();
  if (press.focus === 'text' && key !== 'escape') return [];
  if (press.focus !== 'page' && (key === ' ' || key === 'enter')) return [];
  if (press.focus === 'choice' && key.startsWith('arrow')) return [];
  const bindings = keyBindings.filter(({ key: own, ctrl = false }) => own === key && ctrl === press.ctrlKey);
  const shifted = press.shiftKey ? bindings.filter(({ shift }) => shift) : [];
  const meant = shifted.length > 0 ? shifted : bindings.filter(({ shift }) => !shift);
  return meant.filter(({ held }) => !press.repeat || held).map(({ action }) => action);
}
