import { play } from './beeper.ts';
import { aim } from './commands.ts';
import { soundsOf } from './sounds.ts';
import { type PageState, usePage } from './store.ts';
import { speak } from './voice.ts';

/** Beeps and names the steps, for as long as the page lives. */
export function announce(): () => void {
  return usePage.subscribe((page, before) => {
    if (page.countdownS !== null && page.countdownS !== before.countdownS) play('count');
    if (page.snapshot && page.snapshot !== before.snapshot) {
      for (const sound of soundsOf(before.snapshot, page.snapshot)) play(sound);
    }
    const name = spokenName(page);
    if (name !== null && name !== spokenName(before)) speak(name, page.preferences.language);
  });
}

/** The name of the step that comes next, where it is to be spoken. */
function spokenName({ snapshot, place, preferences }: PageState): string | null {
  const session = place.screen === 'capture' && preferences.sounds.voice ? snapshot?.session : null;
  return (session && aim(session)?.title[preferences.language]) ?? null;
}
