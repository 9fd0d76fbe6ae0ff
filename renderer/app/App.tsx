import { useEffect } from 'react';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { translate } from '../i18n/translate.ts';
import { AccessGate } from '../screens/access/AccessGate.tsx';
import { AuditScreen } from '../screens/audit/AuditScreen.tsx';
import { CaptureScreen } from '../screens/capture/CaptureScreen.tsx';
import { ConnectionsScreen } from '../screens/connections/ConnectionsScreen.tsx';
import { DeliveriesScreen } from '../screens/deliveries/DeliveriesScreen.tsx';
import { OperatorsScreen } from '../screens/operators/OperatorsScreen.tsx';
import { RoomScreen } from '../screens/room/RoomScreen.tsx';
import { SeriesScreen } from '../screens/series/SeriesScreen.tsx';
import { TodayScreen } from '../screens/today/TodayScreen.tsx';
import { VaultScreen } from '../screens/vault/VaultScreen.tsx';
import { Help } from '../ui/Help.tsx';
import { acceptBySelf } from './accept-by-self.ts';
import { announce } from './announce.ts';
import { gateOf } from './gate.ts';
import { listen } from './hands.ts';
import { keepInPage } from './keep-in-page.ts';
import { permitted } from './navigation.ts';
import { usePreferences } from './prefer.ts';
import { tellPresence } from './presence.ts';
import { usePage } from './store.ts';

export function App({ catalogue }: { catalogue: Catalogue }) {
  const { snapshot, place: usual, help, recoveryPutOff } = usePage();
  const { language, theme, textScale } = usePreferences();
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset.theme = theme;
  }, [language, theme]);
  useEffect(() => scaleText(textScale), [textScale]);
  useEffect(listen, []);
  useEffect(acceptBySelf, []);
  useEffect(announce, []);
  useEffect(tellPresence, []);
  useEffect(keepInPage, []);
  const gate = snapshot && gateOf(snapshot, recoveryPutOff);

  return (
    <>
      <a className="skip-link" href="#content">
        {translate(language, 'app.skip-to-content')}
      </a>
      {screen()}
      <FromTheTop key={gate ?? usual.screen} />
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
    const place = permitted(usual, snapshot);
    if (gate) return <AccessGate gate={gate} snapshot={snapshot} />;
    const { session } = snapshot;
    if (place.screen === 'capture' && session) return <CaptureScreen snapshot={snapshot} session={session} />;
    if (place.screen === 'series') return <SeriesScreen snapshot={snapshot} id={place.session} />;
    if (place.screen === 'room') return <RoomScreen snapshot={snapshot} />;
    if (place.screen === 'vault') return <VaultScreen snapshot={snapshot} />;
    if (place.screen === 'operators') return <OperatorsScreen snapshot={snapshot} />;
    if (place.screen === 'connections') return <ConnectionsScreen snapshot={snapshot} />;
    if (place.screen === 'audit') return <AuditScreen snapshot={snapshot} />;
    if (place.screen === 'deliveries') return <DeliveriesScreen snapshot={snapshot} catalogue={catalogue} />;
    return <TodayScreen snapshot={snapshot} catalogue={catalogue} />;
  }
}

/** A page that had scrolled for large text begins anew with each screen: who is photographed is its first line. */
function FromTheTop() {
  // In braces: newer browsers answer with a promise, which is no clean-up.
  useEffect(() => {
    window.scrollTo(0, 0);
  }, []);
  return null;
}

/**
 * Chromium asks how many rem the page is wide only when its width changes, not when a rem does: the page stops being a
 * container for a moment, so that it is asked again.
 */
function scaleText(scale: number): void {
  document.documentElement.style.setProperty('--text-scale', String(scale));
  const page = document.getElementById('page');
  if (!page) return;
  page.style.containerType = 'normal';
  page.getBoundingClientRect();
  page.style.containerType = '';
}
