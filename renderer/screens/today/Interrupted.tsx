import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { resume } from '../../app/decisions.ts';
import { interruptedSession } from '../../app/interrupted.ts';
import { usePage } from '../../app/store.ts';
import { personName } from '../../i18n/format.ts';
import { plural, translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Cap } from '../../ui/Cap.tsx';
import { Shape } from '../../ui/Shape.tsx';

/** A session that a crash or a power cut took off the screen: what is safe, and the way back in one key. */
export function Interrupted({ snapshot, language }: { snapshot: Snapshot; language: Language }) {
  const putOff = usePage((page) => page.putOff);
  const found = interruptedSession({ putOff }, snapshot);
  if (!found) return null;
  const { summary, saved } = found;
  const patient = personName(summary.patient.name, language);
  return (
    <section className="interrupted" aria-labelledby="interrupted">
      <Shape tone="advise" />
      <div>
        <h2 id="interrupted">{translate(language, 'today.interrupted', { patient })}</h2>
        <p>
          {plural(language, 'today.interrupted-saved', saved)} {translate(language, 'today.interrupted-says')}
        </p>
      </div>
      <Button
        kind="primary"
        onPress={() => void resume(summary.id)}
        cap={<Cap action="accept" language={language} />}
        name="resume-interrupted"
      >
        {translate(language, 'today.resume')}
      </Button>
      <Button
        onPress={() => usePage.setState({ putOff: summary.id })}
        cap={<Cap action="pause" language={language} />}
        name="put-off"
      >
        {translate(language, 'today.later')}
      </Button>
    </section>
  );
}
