import { useState } from 'react';
import type { SessionView } from '../../../electron/contract/session-view.ts';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import { isUp, offers, shownStep } from '../../app/commands.ts';
import { notices } from '../../app/notices.ts';
import { usePreferences } from '../../app/prefer.ts';
import { settingRefusal } from '../../app/setting-refusal.ts';
import { usePage } from '../../app/store.ts';
import { Footer, Header } from '../../ui/Header.tsx';
import { PatientBanner } from '../../ui/PatientBanner.tsx';
import { KeyLegend } from './KeyLegend.tsx';
import { Rail } from './Rail.tsx';
import { Reminders } from './Reminders.tsx';
import { SidePanel } from './SidePanel.tsx';
import { Stage } from './Stage.tsx';

/** The screen of the picture: one eye path from the step's name to live view to the last picture and its findings. */
export function CaptureScreen({ snapshot, session }: { snapshot: Snapshot; session: SessionView }) {
  const page = usePage();
  const { language, guide } = usePreferences();
  const [aspect, setAspect] = useState(1.5);
  const step = shownStep(session);
  const up = isUp(snapshot.camera);
  const refusal = settingRefusal(page.refused ?? session.problem, language);
  // What keeps nobody from photographing is left to Today and the room; what the stage says in large is said once.
  const elsewhere = [
    'store',
    'strays',
    ...(snapshot.disk.state === 'low' ? ['disk'] : []),
    ...(refusal ? ['problem'] : []),
  ];
  const urgent = notices(snapshot, page.refused, page.link !== null, language).filter(
    ({ id }) => !elsewhere.includes(id),
  );
  return (
    <div className="screen capture" data-phase={session.phase} data-orientation={step?.orientation}>
      <Header>
        <PatientBanner patient={session.patient} order={session.order} language={language} />
      </Header>
      <Rail session={session} aimed={step?.id ?? null} language={language} />
      <main className="centre" id="content" tabIndex={-1}>
        <div className="title" aria-live="polite">
          <h1>{step?.title[language]}</h1>
          {step && <Reminders step={step} level={guide.level} language={language} />}
          <p className="instruction">{step?.instruction[language]}</p>
        </div>
        <Stage
          snapshot={snapshot}
          session={session}
          step={step}
          aspect={aspect}
          onAspect={setAspect}
          notices={urgent}
          refusal={refusal}
          up={up}
        />
      </main>
      <SidePanel session={session} step={step} offered={offers(session, snapshot.camera)} />
      <Footer keys={<KeyLegend language={language} />} />
    </div>
  );
}
