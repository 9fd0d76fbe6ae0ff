import { useEffect, useRef } from 'react';
import type { SessionView, StepView } from '../../../electron/contract/session-view.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { lastShot } from '../../app/commands.ts';
import { add } from '../../app/decisions.ts';
import { showPanel } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';

type Props = { session: SessionView; step: StepView | null; language: Language };

/** One more view, in place of the buttons: the one just taken or the one named, once more, or one of the protocol's. */
export function AddForm({ session, step, language }: Props) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const taken = session.steps.find(({ id }) => id === lastShot(session)?.step);
  const again = [taken, step].filter((each, index, all) => each && all.indexOf(each) === index);
  const title = translate(language, 'add.title');
  return (
    <section className="skip" aria-label={title}>
      <h2>{title}</h2>
      {again.map(
        (each, index) =>
          each && (
            <button
              key={each.id}
              ref={index === 0 ? first : undefined}
              type="button"
              className="button plain"
              data-like={each.id}
              onClick={() => void add(session, { like: each.id })}
            >
              {translate(language, 'add.again', { step: each.title[language] })}
            </button>
          ),
      )}
      {session.extras.map(({ id, title: name }, index) => (
        <button
          key={id}
          ref={again.length === 0 && index === 0 ? first : undefined}
          type="button"
          className="button plain"
          data-extra={id}
          onClick={() => void add(session, { extra: id })}
        >
          {name[language]}
        </button>
      ))}
      <button type="button" className="button quiet" onClick={() => showPanel(null)}>
        {translate(language, 'skip.cancel')}
      </button>
    </section>
  );
}
