import type { ReactNode } from 'react';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import { notices } from '../app/notices.ts';
import { usePreferences } from '../app/prefer.ts';
import { usePage } from '../app/store.ts';
import { translate } from '../i18n/translate.ts';
import { Cap } from './Cap.tsx';
import { DepartmentTabs } from './DepartmentTabs.tsx';
import { Footer, Header, Navigation } from './Header.tsx';
import { Notices } from './Notices.tsx';

type Props = { name: string; title: string; snapshot: Snapshot; children: ReactNode };

/** The frame of vault, operators and audit. Equipment says elsewhere how it stands. */
export function DepartmentScreen({ name, title, snapshot, children }: Props) {
  const { refused, link } = usePage();
  const { language } = usePreferences();
  const list = notices(snapshot, refused, link !== null, language).filter(
    ({ id }) => id === 'link' || id === 'problem',
  );
  return (
    <div className={`screen department ${name}`}>
      <Header>
        <Navigation />
      </Header>
      <main className="sheet" id="content" tabIndex={-1}>
        <DepartmentTabs snapshot={snapshot} language={language} />
        <h1>{title}</h1>
        <Notices list={list} language={language} />
        {children}
      </main>
      <Footer
        keys={
          <span>
            <Cap action="pause" language={language} /> {translate(language, 'key.short.back')}
          </span>
        }
      />
    </div>
  );
}
