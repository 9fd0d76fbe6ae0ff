import { useState } from 'react';
import type { ShotView } from '../../electron/contract/session-view.ts';
import type { Language } from '../../electron/contract/text.ts';
import { type Key, translate } from '../i18n/translate.ts';

type GoneWord = Extract<Key, 'picture.gone' | 'picture.gone-sent'>;

/** What is said in place of a picture whose original has left the vault: an accepted one was sent. */
export function goneWord({ purged, state }: Pick<ShotView, 'purged' | 'state'>): GoneWord | null {
  if (!purged) return null;
  return state === 'accepted' ? 'picture.gone-sent' : 'picture.gone';
}

type Props = {
  source: string;
  says: string;
  simulated: boolean;
  language: Language;
  small?: boolean;
  /** Why it is not to be shown from here. */
  gone?: GoneWord | null;
};

/** A picture of the studio's, by its id. Until it is there words are; what a simulated camera made says so on it. */
export function Picture({ source, says, simulated, language, small = false, gone = null }: Props) {
  const [settled, setSettled] = useState({ source: '', shown: false });
  if (gone) {
    return (
      <span className={small ? 'picture small' : 'picture'} data-state="gone">
        <span className={small ? 'unseen' : 'picture-words'}>{translate(language, gone)}</span>
      </span>
    );
  }
  const state = settled.source !== source ? 'loading' : settled.shown ? 'shown' : 'missing';
  return (
    <span className={small ? 'picture small' : 'picture'} data-state={state} aria-busy={state === 'loading'}>
      {state !== 'missing' && (
        <img
          src={source}
          alt={says}
          onLoad={() => setSettled({ source, shown: true })}
          onError={() => setSettled({ source, shown: false })}
        />
      )}
      {state !== 'shown' && !small && <span className="picture-words">{translate(language, `picture.${state}`)}</span>}
      {simulated && !small && (
        <span className="simulated" title={translate(language, 'app.simulation-says')}>
          {translate(language, 'app.simulation')}
        </span>
      )}
    </span>
  );
}
