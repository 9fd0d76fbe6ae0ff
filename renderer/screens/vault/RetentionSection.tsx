import { useEffect, useState } from 'react';
import type { RetentionView } from '../../../electron/contract/department.ts';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { ask, usePage } from '../../app/store.ts';
import { megabytes } from '../../i18n/format.ts';
import { plural, translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { RetentionRow } from './RetentionRow.tsx';
import { inOrder, leaving } from './vault-view.ts';

const limit = 100;

type Props = { snapshot: Snapshot; language: Language };

/** What would leave the vault and what stays, and why; letting go of it takes two presses. */
export function RetentionSection({ snapshot, language }: Props) {
  const [list, setList] = useState<RetentionView[] | null>(null);
  const [sure, setSure] = useState(false);
  const [gone, setGone] = useState<number | null>(null);
  const linked = usePage(({ link }) => link !== null);
  const { sessions, deliveries, department } = snapshot;
  const rules = JSON.stringify(department);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each of these the studio may say something else
  useEffect(() => {
    if (!linked) return;
    let asked = true;
    void ask('retention.list', {}).then((answer) => {
      if (answer && asked) setList(answer.sessions);
    });
    return () => {
      asked = false;
    };
  }, [linked, sessions, deliveries, rules, gone]);

  const rows = inOrder(list ?? []);
  const going = leaving(list ?? [], department);
  const originals = going.reduce((sum, each) => sum + each.originals, 0);
  const bytes = going.reduce((sum, each) => sum + each.bytes, 0);
  const purge = async (): Promise<void> => {
    setSure(false);
    const answer = await ask('retention.purge', {});
    if (answer) setGone(answer.originals);
  };
  return (
    <section className="panel retention" aria-labelledby="retention">
      <h2 id="retention">{translate(language, 'retention.title')}</h2>
      <p>
        {originals === 0
          ? translate(language, 'retention.none-leaves')
          : plural(language, 'retention.leaves', originals, { size: megabytes(bytes, language) })}
      </p>
      {originals > 0 && (
        <div className="gate-actions">
          {sure ? (
            <>
              <p>{translate(language, 'retention.sure')}</p>
              <Button name="purge-sure" kind="primary" onPress={() => void purge()}>
                {plural(language, 'retention.purge-sure', originals)}
              </Button>
              <Button name="purge-not" onPress={() => setSure(false)}>
                {translate(language, 'retention.purge-not')}
              </Button>
            </>
          ) : (
            <Button name="purge" onPress={() => setSure(true)}>
              {translate(language, 'retention.purge')}
            </Button>
          )}
        </div>
      )}
      <p role="status">{gone !== null && plural(language, 'retention.gone', gone)}</p>
      {list && rows.length === 0 && <p className="empty">{translate(language, 'retention.none')}</p>}
      {rows.length > 0 && (
        <table className="retention-list">
          <thead>
            <tr>
              <th scope="col">{translate(language, 'retention.session')}</th>
              <th scope="col">{translate(language, 'retention.originals')}</th>
              <th scope="col">{translate(language, 'retention.why')}</th>
              <th scope="col">{translate(language, 'retention.hold')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, limit).map((row) => (
              <RetentionRow
                key={row.session}
                row={row}
                summary={sessions.find(({ id }) => id === row.session)}
                language={language}
              />
            ))}
          </tbody>
        </table>
      )}
      {rows.length > limit && <p className="fine">{plural(language, 'retention.more', rows.length - limit)}</p>}
    </section>
  );
}
