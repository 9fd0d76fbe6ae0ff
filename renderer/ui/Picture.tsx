import { useState } from 'react';
import type { Language } from '../../electron/contract/text.ts';
import { translate } from '../i18n/translate.ts';

type Props = { source: string; says: string; simulated: boolean; language: Language; small?: boolean };

/** A picture of the studio's, by its id. Until it is there words are; what a simulated camera made says so on it. */
export function Picture({ source, says, simulated, language, small = false }: Props) {
  const [settled, setSettled] = useState({ source: '', shown: false });
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
