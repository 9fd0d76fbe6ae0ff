import { useEffect } from 'react';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { translate } from '../i18n/translate.ts';
import { CaptureScreen } from '../screens/capture/CaptureScreen.tsx';
import { DeliveriesScreen } from '../screens/deliveries/DeliveriesScreen.tsx';
import { RoomScreen } from '../screens/room/RoomScreen.tsx';
import { SeriesScreen } from '../screens/series/SeriesScreen.tsx';
import { TodayScreen } from '../screens/today/TodayScreen.tsx';
import { Help } from '../ui/Help.tsx';
import { obey } from './controller.ts';
import { actionOf, type KeyPress } from './keys.ts';
import { usePreferences } from './prefer.ts';
import { usePage } from './store.ts';

export function App({ catalogue }: { catalogue: Catalogue }) {
  const { snapshot, place, help } = usePage();
  const { language, theme } = usePreferences();
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset.theme = theme;
  }, [language, theme]);
  useKeys();

  return (
    <>
      <a className="skip-link" href="#content">
        {translate(language, 'app.skip-to-content')}
      </a>
      {screen()}
      {help && <Help language={language} />}
    </>
  );

  function screen() {
    if (!snapshot) {
      return (
        <main className="waiting" id="content" tabIndex={-1} role="status">
          <h1>{translate(language, 'app.loading')}</h1>
          <p>{translate(language, 'app.loading-says')}</p>
        </main>
      );
    }
    const { session } = snapshot;
    if (place.screen === 'capture' && session) return <CaptureScreen snapshot={snapshot} session={session} />;
    if (place.screen === 'series') return <SeriesScreen snapshot={snapshot} id={place.session} />;
    if (place.screen === 'room') return <RoomScreen snapshot={snapshot} />;
    if (place.screen === 'deliveries') return <DeliveriesScreen snapshot={snapshot} catalogue={catalogue} />;
    return <TodayScreen snapshot={snapshot} catalogue={catalogue} />;
  }
}

function useKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const { key, repeat, shiftKey, ctrlKey, altKey, metaKey } = event;
      const action = actionOf({ key, repeat, shiftKey, ctrlKey, altKey, metaKey, focus: focusOf(event.target) });
      if (!action) return;
      if (obey(action, event.shiftKey)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function focusOf(target: EventTarget | null): KeyPress['focus'] {
  if (!(target instanceof Element)) return 'page';
  if (target.matches('input, textarea, select')) return target.matches('[type=radio]') ? 'choice' : 'text';
  return target.closest('button, a, [role=button]') ? 'control' : 'page';
}
