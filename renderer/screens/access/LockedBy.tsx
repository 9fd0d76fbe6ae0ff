import type { Snapshot } from '../../../electron/contract/studio.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { translate } from '../../i18n/translate.ts';

type Props = { operator: Snapshot['access']['operator']; language: Language };

/** Who locked the station, and that nothing is lost by it. */
export function LockedBy({ operator, language }: Props) {
  return (
    <>
      {operator && (
        <p className="locked-by">
          <strong>{operator.name}</strong>
          {translate(language, `role.${operator.role}`)}
        </p>
      )}
      <p className="fine">{translate(language, 'access.locked-says')}</p>
    </>
  );
}
