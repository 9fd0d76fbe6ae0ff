import type { FixationDisplay } from '../../../electron/contract/room.ts';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { openDisplay } from '../../app/fixation-display.ts';
import { ask } from '../../app/store.ts';
import { figures } from '../../fixation/figures.ts';
import { isKey, type Key, plural, translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Cap } from '../../ui/Cap.tsx';
import { Shape } from '../../ui/Shape.tsx';
import { FixationMap } from './FixationMap.tsx';
import { beyond, directionsOf, reachText } from './fixation-view.ts';
import { LengthField } from './LengthField.tsx';

/** The least and the most that each length may be; the contract refuses the rest. */
const lengths = [
  { name: 'distanceMm', label: 'room.fixation-distance', range: [200, 6000] },
  { name: 'widthMm', label: 'room.fixation-width', range: [50, 4000] },
  { name: 'heightMm', label: 'room.fixation-height', range: [50, 4000] },
  { name: 'rightMm', label: 'room.fixation-right', range: [-3000, 3000] },
  { name: 'upMm', label: 'room.fixation-up', range: [-3000, 3000] },
] as const;

type Props = { snapshot: Snapshot; language: Language };

/** The screen in front of the patient: where it stands, what it can show there, and on which screen it is shown. */
export function FixationSection({ snapshot: { room, session }, language }: Props) {
  const display = room.settings.fixation;
  const change = (changed: Partial<FixationDisplay>) => void ask('room.set', { fixation: changed });
  const reach = reachText(display, language);
  const missed = beyond(session, display);
  const check = (name: 'moving' | 'tablet', label: Key, says: Key) => (
    <label className="room-check">
      <input
        type="checkbox"
        name={name}
        checked={display[name]}
        onChange={(event) => change({ [name]: event.target.checked })}
      />
      <span>
        {translate(language, label)}
        <small>{translate(language, says)}</small>
      </span>
    </label>
  );
  return (
    <section className="room-section room-fixation" aria-labelledby="room-fixation">
      <h2 id="room-fixation">{translate(language, 'room.fixation')}</h2>
      <p className="fine">{translate(language, 'room.fixation-says')}</p>
      <div className="fixation-where">
        <div className="fixation-lengths">
          {lengths.map(({ name, label, range }) => (
            <LengthField
              key={name}
              label={label}
              mm={display[name]}
              range={range}
              language={language}
              onChange={(mm) => change({ [name]: mm })}
            />
          ))}
        </div>
        <figure>
          <FixationMap display={display} directions={directionsOf(session, display)} says={reach} />
          <figcaption>
            {reach}
            {missed.length > 0 && (
              <span className="fixation-beyond" role="status">
                <Shape tone="advise" />
                {plural(language, 'room.fixation-beyond', missed.length, {
                  steps: missed.map(({ title }) => title[language]).join(', '),
                })}
              </span>
            )}
          </figcaption>
        </figure>
      </div>
      <fieldset className="fixation-figures">
        <legend>{translate(language, 'room.fixation-figure')}</legend>
        {figures.map(({ id, source }) => (
          <label key={id}>
            <input type="radio" name="figure" checked={display.figure === id} onChange={() => change({ figure: id })} />
            <img src={source} alt="" />
            <span>{figureName(id, language)}</span>
          </label>
        ))}
      </fieldset>
      {check('moving', 'room.fixation-moving', 'room.fixation-moving-says')}
      <div className="room-actions">
        <Button
          name="open-fixation"
          kind="primary"
          onPress={openDisplay}
          cap={<Cap action="fixation" language={language} />}
        >
          {translate(language, 'room.fixation-open')}
        </Button>
        <p className="fine">{translate(language, 'room.fixation-open-says')}</p>
      </div>
      {check('tablet', 'room.tablet', 'room.tablet-says')}
      {display.tablet && <TabletAddresses urls={room.tabletUrls ?? []} language={language} />}
    </section>
  );
}

function TabletAddresses({ urls, language }: { urls: readonly string[]; language: Language }) {
  if (urls.length === 0) return <p role="status">{translate(language, 'room.tablet-nowhere')}</p>;
  return (
    <div className="tablet" role="status">
      <p>{translate(language, 'room.tablet-address')}</p>
      <ul>
        {urls.map((url) => (
          <li key={url}>
            <code>{url}</code>
          </li>
        ))}
      </ul>
      <p className="fine">{translate(language, 'room.tablet-awake')}</p>
    </div>
  );
}

/** A figure that only this hospital has keeps its file's name. */
function figureName(id: string, language: Language): string {
  const key = `target.${id}`;
  return isKey(key) ? translate(language, key) : id;
}
