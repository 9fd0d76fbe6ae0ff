import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { usePage } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';

type Props = { operator: Snapshot['access']['operator']; language: Language };

/** Who locked the station, that nothing is lost by it, and whether it sends meanwhile. */
export function LockedBy({ operator, language }: Props) {
  const paused = usePage(({ snapshot }) => snapshot?.outbox.paused === true);
  return (
    <>
      {operator && (
        <p className="locked-by">
          <strong>{operator.name}</strong>
          {translate(language, `role.${operator.role}`)}
        </p>
      )}
      <p className="fine">
        {translate(language, 'access.locked-says')}{' '}
        {translate(language, paused ? 'access.locked-paused' : 'access.locked-sending')}
      </p>
    </>
  );
}
