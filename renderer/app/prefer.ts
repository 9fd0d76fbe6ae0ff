import { guideLevels, type Preferences, themes } from '../../electron/contract/preferences.ts';
import { isAnonymous } from './gate.ts';
import { after, beforehand, type Chosen, chosen } from './preferences.ts';
import { ask, tell, usePage } from './store.ts';

/** Full, then ever lighter: a guide over a dark iris needs more than one over white skin. */
const guideOpacities = [1, 0.75, 0.5, 0.25] as const;
const selfTimers = [0, 2, 5, 10] as const;
const acceptTimes = [4, 8, 0, 2] as const;
const textScales = [1, 1.25, 1.5, 2] as const;

/** How the operator likes the screen. Every component that goes by it reads it here. */
export function usePreferences(): Chosen {
  return usePage(({ preferences }) => preferences);
}

/**
 * Shows a change at once and asks the studio to keep it. One call at a time: of what is wished meanwhile only the last is
 * asked for. What is refused goes back to what the studio says. While nobody is at work it is only shown.
 */
export function prefer(change: (now: Chosen) => Partial<Preferences>): void {
  const { wish, snapshot, preferences } = usePage.getState();
  const wished = { ...(wish ?? snapshot?.preferences ?? beforehand), ...change(preferences) };
  usePage.setState({ wish: wished, preferences: chosen(wished, navigator.language) });
  if (!wish && !(snapshot && isAnonymous(snapshot))) void fulfil();
}

async function fulfil(): Promise<void> {
  for (;;) {
    const { wish, snapshot } = usePage.getState();
    if (!wish) return;
    const kept = await ask('preferences.set', wish);
    if (usePage.getState().wish !== wish) continue;
    const back = kept || !snapshot ? {} : { preferences: chosen(snapshot.preferences, navigator.language) };
    usePage.setState({ wish: null, ...back });
    return;
  }
}

export function nextLanguage(): void {
  prefer(({ language }) => ({ language: language === 'fr' ? 'en' : 'fr' }));
}

export function nextTheme(): void {
  prefer(({ theme }) => ({ theme: after(themes, theme) }));
}

export function nextGuide(): void {
  prefer(({ guide }) => ({ guide: { ...guide, level: after(guideLevels, guide.level) } }));
}

export function nextGuideOpacity(): void {
  prefer(({ guide }) => ({ guide: { ...guide, opacity: after<number>(guideOpacities, guide.opacity) } }));
}

/** Off, 2, 5 and 10 seconds. */
export function nextTimer(): void {
  prefer(({ selfTimerS }) => ({ selfTimerS: after(selfTimers, selfTimerS) }));
  tell({ kind: 'timer' });
}

export function nextAcceptance(): void {
  prefer(({ acceptAfterS }) => ({ acceptAfterS: after(acceptTimes, acceptAfterS) }));
  tell({ kind: 'acceptance' });
}

/** Beeps, beeps and a voice, silence. */
export function nextSounds(): void {
  prefer(({ sounds: { beeps, voice } }) => ({ sounds: { beeps: !voice, voice: beeps && !voice } }));
  tell({ kind: 'sounds' });
}

export function resizeText(way: 'larger' | 'smaller'): void {
  prefer(({ textScale }) => {
    const at = textScales.indexOf(textScale) + (way === 'larger' ? 1 : -1);
    return { textScale: textScales[at] ?? textScale };
  });
  tell({ kind: 'text' });
}

export function toggleAnalysis(name: keyof Preferences['analyses']): void {
  prefer(({ analyses }) => ({ analyses: { ...analyses, [name]: !analyses[name] } }));
}
