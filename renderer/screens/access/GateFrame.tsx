import type { ReactNode } from 'react';
import type { Language } from '../../../electron/contract/text.ts';
import { nextLanguage, nextTheme, usePreferences } from '../../app/prefer.ts';
import { usePage } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Shape } from '../../ui/Shape.tsx';

type Props = { name: string; wide?: boolean; children: ReactNode; language: Language };

/** What stands before the work: no patient, no equipment, no single keys, for a badge reader types them. */
export function GateFrame({ name, wide = false, children, language }: Props) {
  const { theme } = usePreferences();
  const { snapshot, link } = usePage();
  return (
    <div className="screen gate" data-gate={name}>
      <header className="header">
        <strong className="brand">{translate(language, 'app.title')}</strong>
        {snapshot?.camera.simulated && (
          <span className="simulated header-simulated">{translate(language, 'app.simulation')}</span>
        )}
      </header>
      <main className="gate-body" id="content" tabIndex={-1}>
        <div className={wide ? 'gate-card wide' : 'gate-card'}>
          {!link && (
            <p className="gate-problem" role="alert">
              <Shape tone="block" />
              {translate(language, 'link.lost')}
            </p>
          )}
          {children}
        </div>
      </main>
      <footer className="footer">
        <div className="footer-right gate-choices">
          <Button kind="quiet" onPress={nextLanguage} name="language">
            {translate(language, 'language.other')}
          </Button>
          <Button kind="quiet" onPress={nextTheme} name="theme">
            {translate(language, 'theme.label', { theme: translate(language, `theme.${theme}`) })}
          </Button>
        </div>
      </footer>
    </div>
  );
}
