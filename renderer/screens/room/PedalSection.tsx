import { useState } from 'react';
import { type LearnedKey, mostKeys, pedalActions } from '../../../electron/contract/room.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { ask } from '../../app/store.ts';
import { seconds } from '../../i18n/format.ts';
import { type Key, translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Shape } from '../../ui/Shape.tsx';
import { type HeardKey, useHeardKey, useLearning } from './heard-keys.ts';
import { codeName, ownUse } from './key-names.ts';

type Props = { keys: readonly LearnedKey[]; language: Language };

/** What was learned last, and what the studio did with that key before. */
type Learned = { code: string; use: Key | null };

/** Pedal, presenter, buttons: press to learn, say what each does, try it out. */
export function PedalSection({ keys, language }: Props) {
  const [learning, setLearning] = useState(false);
  const [learned, setLearned] = useState<Learned | null>(null);
  const heard = useHeardKey();
  const change = (code: string, does: LearnedKey['does'] | null) => void ask('room.set', { pedal: [{ code, does }] });
  useLearning(learning, (key) => {
    setLearning(false);
    if (!key) return;
    setLearned({ code: key.code, use: ownUse(key.key) });
    if (!keys.some(({ code }) => code === key.code)) change(key.code, 'pedal');
  });
  return (
    <section className="room-section room-pedal" aria-labelledby="room-pedal">
      <h2 id="room-pedal">{translate(language, 'room.pedal')}</h2>
      <p className="fine">{translate(language, 'room.pedal-says')}</p>
      {keys.length > 0 && (
        <ul className="pedal-keys">
          {keys.map((key) => (
            <PedalKey
              key={key.code}
              learned={key}
              down={heard?.code === key.code && heard.heldMs === null}
              language={language}
              onChange={(does) => change(key.code, does)}
              onRemove={() => change(key.code, null)}
            />
          ))}
        </ul>
      )}
      <div className="room-actions" role="status">
        <Button
          name="learn"
          kind={learning ? 'plain' : 'primary'}
          disabled={keys.length >= mostKeys}
          onPress={() => {
            setLearned(null);
            setLearning(!learning);
          }}
        >
          {translate(language, learning ? 'room.learn-stop' : 'room.learn')}
        </Button>
        {learning && <p className="learning">{translate(language, 'room.learning')}</p>}
        {learned && <LearnedWord learned={learned} language={language} />}
      </div>
      <TryOut heard={heard} keys={keys} language={language} />
    </section>
  );
}

type KeyProps = {
  learned: LearnedKey;
  down: boolean;
  language: Language;
  onChange(does: LearnedKey['does']): void;
  onRemove(): void;
};

function PedalKey({ learned: { code, does }, down, language, onChange, onRemove }: KeyProps) {
  const name = codeName(code, language);
  return (
    <li data-code={code} data-down={down}>
      <kbd>{name}</kbd>
      <select
        aria-label={translate(language, 'room.pedal-does', { key: name })}
        value={does}
        onChange={(event) => {
          const chosen = pedalActions.find((action) => action === event.target.value);
          if (chosen) onChange(chosen);
        }}
      >
        {pedalActions.map((action) => (
          <option key={action} value={action}>
            {translate(language, `pedal-action.${action}`)}
          </option>
        ))}
      </select>
      <Button name="forget" onPress={onRemove}>
        {translate(language, 'room.pedal-forget')}
        <span className="unseen"> {name}</span>
      </Button>
    </li>
  );
}

function LearnedWord({ learned: { code, use }, language }: { learned: Learned; language: Language }) {
  const key = codeName(code, language);
  return (
    <p className="learned">
      <Shape tone={use ? 'advise' : 'good'} />
      {use
        ? translate(language, 'room.learned-in-use', { key, use: translate(language, use) })
        : translate(language, 'room.learned', { key })}
    </p>
  );
}

type TryProps = { heard: HeardKey | null; keys: readonly LearnedKey[]; language: Language };

/** Shows each key as it comes, and how long it was held. */
function TryOut({ heard, keys, language }: TryProps) {
  const does = keys.find(({ code }) => code === heard?.code)?.does;
  const down = heard !== null && heard.heldMs === null;
  return (
    <div className="try-out" data-heard={heard?.code} data-down={down} role="status">
      <h3>{translate(language, 'room.try')}</h3>
      {heard ? (
        <p>
          <kbd>{codeName(heard.code, language)}</kbd>
          <span>{translate(language, does ? `pedal-action.${does}` : 'room.try-unknown')}</span>
          <span className="fine">
            {heard.heldMs === null
              ? translate(language, 'room.try-down')
              : translate(language, 'room.try-held', { time: seconds(heard.heldMs, language) })}
          </span>
        </p>
      ) : (
        <p className="fine">{translate(language, 'room.try-says')}</p>
      )}
    </div>
  );
}
