import type { SessionView, StepView } from '../../../electron/contract/session-view.ts';
import { lastShot, type Offers } from '../../app/commands.ts';
import { usePreferences } from '../../app/prefer.ts';
import { usePage } from '../../app/store.ts';
import { Actions } from './Actions.tsx';
import { AddForm } from './AddForm.tsx';
import { LastShot } from './LastShot.tsx';
import { SkipForm } from './SkipForm.tsx';
import { Tries } from './Tries.tsx';

type Props = { session: SessionView; step: StepView | null; offered: Offers };

/** The last picture with its findings, and what can be done now. */
export function SidePanel({ session, step, offered }: Props) {
  const { language } = usePreferences();
  const { panel, looked } = usePage();
  const shot = lastShot(session);
  if (panel === 'skip' && step) {
    return (
      <aside className="side">
        <SkipForm session={session} step={step} language={language} />
      </aside>
    );
  }
  if (panel === 'add') {
    return (
      <aside className="side">
        <AddForm session={session} step={step} language={language} />
      </aside>
    );
  }
  return (
    <aside className="side">
      <div className="side-seen">
        <LastShot session={session} shot={session.shots.find(({ id }) => id === looked) ?? shot} language={language} />
        {shot && <Tries session={session} shot={shot} language={language} />}
      </div>
      <Actions session={session} offered={offered} />
    </aside>
  );
}
