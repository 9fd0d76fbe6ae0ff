import type { Snapshot } from '../../electron/contract/snapshot.ts';
import type { Language } from '../../electron/contract/text.ts';
import type { Tone } from '../app/status.ts';
import { goTo, usePage } from '../app/store.ts';
import { plural, translate } from '../i18n/translate.ts';
import { Button } from './Button.tsx';
import { Shape } from './Shape.tsx';

/** What somebody has to arrange once, and what is wrong in the vault: there until it is done, in nobody's way. */
export function StationNotices({ snapshot, language }: { snapshot: Snapshot; language: Language }) {
  const { access, vault } = snapshot;
  return (
    <>
      {access.state === 'station' && (
        <Standing
          id="no-operators"
          tone="off"
          says={translate(language, 'access.station-says')}
          remedy={translate(language, 'access.define-head')}
          onPress={() => goTo({ screen: 'operators' })}
        />
      )}
      {vault.recovery !== 'kept' && (
        <Standing
          id="recovery"
          says={translate(language, 'first-start.put-off')}
          remedy={translate(language, 'first-start.now')}
          onPress={() => usePage.setState({ recoveryPutOff: false })}
        />
      )}
      {vault.damaged > 0 && (
        <Standing
          id="damaged"
          says={plural(language, 'vault.damaged', vault.damaged)}
          remedy={translate(language, 'vault.look')}
          onPress={() => goTo({ screen: 'vault' })}
        />
      )}
    </>
  );
}

type StandingProps = { id: string; tone?: Tone; says: string; remedy: string; onPress(): void };

function Standing({ id, tone = 'advise', says, remedy, onPress }: StandingProps) {
  return (
    <div className={`notice tone-edge-${tone}`} data-notice={id}>
      <Shape tone={tone} />
      <p>{says}</p>
      <Button onPress={onPress}>{remedy}</Button>
    </div>
  );
}
