import type { SessionView, ShotView } from '../../../electron/contract/session-view.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { choose } from '../../app/decisions.ts';
import { moveInList } from '../../app/focus.ts';
import { usePage } from '../../app/store.ts';
import { triesOf } from '../../app/tries.ts';
import { translate } from '../../i18n/translate.ts';
import { Cap } from '../../ui/Cap.tsx';
import { Picture } from '../../ui/Picture.tsx';
import { Shape } from '../../ui/Shape.tsx';

type Props = { session: SessionView; shot: ShotView; language: Language };

/** All tries of the shown step, once there are several: the focus looks at one, Enter lets it stand. */
export function Tries({ session, shot, language }: Props) {
  const tries = triesOf(session, shot.step);
  const standing = session.steps.find(({ id }) => id === shot.step)?.shot;
  if (tries.length < 2) return null;
  return (
    <section className="tries-section">
      <h3>
        {translate(language, 'capture.tries')} <Cap action="tries" language={language} />
      </h3>
      <div
        className="try-strip"
        role="toolbar"
        aria-label={translate(language, 'capture.tries')}
        onKeyDown={moveInList}
      >
        {tries.map((each, index) => {
          const kept = each.id === standing;
          const says = translate(language, kept ? 'capture.try-kept' : 'capture.try', { number: index + 1 });
          return (
            <button
              key={each.id}
              type="button"
              data-try={each.id}
              aria-pressed={kept}
              aria-label={says}
              title={says}
              tabIndex={kept || (standing === undefined && index === 0) ? 0 : -1}
              onFocus={() => usePage.setState({ looked: each.id })}
              onBlur={() => usePage.setState({ looked: null })}
              onClick={({ currentTarget }) => {
                currentTarget.blur();
                if (!kept) void choose(each.id);
              }}
            >
              <Picture
                source={`/pictures/${each.id}?width=240`}
                says=""
                simulated={session.simulated}
                language={language}
                small
              />
              <span aria-hidden="true">
                {index + 1}
                <Shape tone={kept ? 'good' : 'off'} />
              </span>
            </button>
          );
        })}
      </div>
    </section>
  );
}
