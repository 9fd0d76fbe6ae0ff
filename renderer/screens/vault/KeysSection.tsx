import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import type { Tone } from '../../app/status.ts';
import { usePage } from '../../app/store.ts';
import { plural, translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Shape } from '../../ui/Shape.tsx';
import { keyKeeper } from './vault-view.ts';

/** Who keeps the station's key and what that protects against, whether the recovery key is kept, whether the files are sound. */
export function KeysSection({ snapshot, language }: { snapshot: Snapshot; language: Language }) {
  const { vault } = snapshot;
  const keeper = keyKeeper(vault);
  const kept = vault.recovery === 'kept';
  return (
    <section className="panel" aria-labelledby="vault-keys">
      <h2 id="vault-keys">{translate(language, 'vault.keys')}</h2>
      <ul className="facts">
        <Fact id="store" tone="good" says={translate(language, `vault.keeper.${keeper}`, { name: vault.backend })}>
          {translate(language, `vault.keeper-says.${keeper}`)}
        </Fact>
        <Fact
          id="recovery"
          tone={kept ? 'good' : 'advise'}
          says={translate(language, kept ? 'vault.recovery-kept' : 'vault.recovery-not-kept')}
        >
          {translate(language, kept ? 'vault.recovery-kept-says' : 'vault.recovery-not-kept-says')}
        </Fact>
        <Fact
          id="damaged"
          tone={vault.damaged === 0 ? 'good' : 'block'}
          says={
            vault.damaged === 0 ? translate(language, 'vault.sound') : plural(language, 'vault.damaged', vault.damaged)
          }
        >
          {translate(language, vault.damaged === 0 ? 'vault.sound-says' : 'vault.damaged-says')}
        </Fact>
        {vault.quarantined > 0 && (
          <Fact id="quarantined" tone="advise" says={plural(language, 'vault.quarantined', vault.quarantined)}>
            {translate(language, 'vault.quarantined-says')}
          </Fact>
        )}
      </ul>
      {!kept && (
        <Button name="recovery" onPress={() => usePage.setState({ recoveryPutOff: false })}>
          {translate(language, 'first-start.now')}
        </Button>
      )}
    </section>
  );
}

function Fact({ id, tone, says, children }: { id: string; tone: Tone; says: string; children: string }) {
  return (
    <li data-fact={id} data-tone={tone}>
      <Shape tone={tone} />
      <p>
        {says}
        <small>{children}</small>
      </p>
    </li>
  );
}
