import { useState } from 'react';
import type { Language } from '../../electron/contract/text.ts';
import { translate } from '../i18n/translate.ts';

type Props = { source: string; says: string; simulated: boolean; language: Language; small?: boolean };

/** A picture of the studio's, by its id. What a simulated camera made says so on the picture itself. */
export function Picture({ source, says, simulated, language, small = false }: Props) {
  const [missing, setMissing] = useState<string | null>(null);
  return (
    <span className={small ? 'picture small' : 'picture'}>
      {missing === source ? (
        <span className="picture-missing">{says}</span>
      ) : (
        <img src={source} alt={says} onError={() => setMissing(source)} />
      )}
      {simulated && !small && (
        <span className="simulated" title={translate(language, 'app.simulation-says')}>
          {translate(language, 'app.simulation')}
        </span>
      )}
    </span>
  );
}
