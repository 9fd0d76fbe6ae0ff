import type { ReactNode } from 'react';
import { useMay } from '../app/at-work.ts';
import { isOfDepartment } from '../app/navigation.ts';
import { nextLanguage, nextTheme, usePreferences } from '../app/prefer.ts';
import { goTo, toggleHelp, usePage } from '../app/store.ts';
import { translate } from '../i18n/translate.ts';
import { AtWork } from './AtWork.tsx';
import { Button } from './Button.tsx';
import { Cap } from './Cap.tsx';
import { Status } from './Status.tsx';
import { UploadLine } from './UploadLine.tsx';

/** The top line of every screen: who (or where) on the left, the equipment's state on the right. */
export function Header({ children }: { children: ReactNode }) {
  const { snapshot } = usePage();
  const { language } = usePreferences();
  return (
    <header className="header">
      {children}
      {snapshot?.camera.simulated && (
        <span className="simulated header-simulated">{translate(language, 'app.simulation')}</span>
      )}
      {snapshot && (
        <>
          <Status snapshot={snapshot} language={language} />
          <AtWork snapshot={snapshot} language={language} />
        </>
      )}
    </header>
  );
}

/** The main screens, outside of a session. */
export function Navigation() {
  const { snapshot, place } = usePage();
  const { language } = usePreferences();
  const session = snapshot?.session;
  const shoots = useMay('shoot');
  const arranges = useMay('room');
  return (
    <nav className="navigation" aria-label={translate(language, 'nav.main')}>
      <strong className="brand">{translate(language, 'app.title')}</strong>
      {shoots && (
        <>
          <Tab here={place.screen === 'today'} onPress={() => goTo({ screen: 'today' })}>
            {translate(language, 'nav.today')}
          </Tab>
          <Tab here={place.screen === 'deliveries'} onPress={() => goTo({ screen: 'deliveries' })}>
            {translate(language, 'nav.deliveries')}
          </Tab>
        </>
      )}
      {arranges && (
        <Tab here={place.screen === 'room'} onPress={() => goTo({ screen: 'room' })}>
          {translate(language, 'nav.room')} <Cap action="room" language={language} />
        </Tab>
      )}
      <Tab here={!shoots || isOfDepartment(place)} onPress={() => goTo({ screen: 'vault' })}>
        {translate(language, 'nav.department')}
      </Tab>
      {session && session.phase !== 'closed' && (
        <Tab here={false} onPress={() => goTo({ screen: 'capture' })}>
          {translate(language, 'nav.session')}
        </Tab>
      )}
    </nav>
  );
}

function Tab({ here, onPress, children }: { here: boolean; onPress(): void; children: ReactNode }) {
  return (
    <button type="button" className="tab" aria-current={here ? 'page' : undefined} onClick={onPress}>
      {children}
    </button>
  );
}

/** The bottom line: the screen's keys, the upload before this work, language, theme, help. */
export function Footer({ keys }: { keys: ReactNode }) {
  const { language, theme } = usePreferences();
  return (
    <footer className="footer">
      <div className="legend">{keys}</div>
      <div className="footer-right">
        <UploadLine />
        <Button kind="quiet" onPress={nextLanguage} cap={<Cap action="language" language={language} />}>
          {translate(language, 'language.other')}
        </Button>
        <Button kind="quiet" onPress={nextTheme} cap={<Cap action="theme" language={language} />}>
          {translate(language, 'theme.label', { theme: translate(language, `theme.${theme}`) })}
        </Button>
        <Button kind="quiet" onPress={toggleHelp} cap={<Cap action="help" language={language} />}>
          {translate(language, 'key.short.help')}
        </Button>
      </div>
    </footer>
  );
}
