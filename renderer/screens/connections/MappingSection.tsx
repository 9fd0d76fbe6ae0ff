import { useState } from 'react';
import { type MappingRow, mappingRow } from '../../../electron/contract/connections.ts';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { ask, usePage } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { MappingLine } from './MappingLine.tsx';
import { MappingTrial } from './MappingTrial.tsx';
import { moved } from './moved.ts';

/** Which protocol an order means: the first row that fits decides. Nothing counts before it is saved. */
export function MappingSection({ snapshot, language }: { snapshot: Snapshot; language: Language }) {
  const { protocols } = snapshot;
  const { mapping } = snapshot.connections;
  const [rows, setRows] = useState<readonly MappingRow[]>(mapping);
  const busy = usePage(({ asking }) => asking.includes('connections.set'));
  const changed = JSON.stringify(rows) !== JSON.stringify(mapping);
  const complete = rows.every((row) => mappingRow.safeParse(row).success);
  const first = protocols[0]?.id ?? '';
  return (
    <section className="panel mapping" aria-labelledby="mapping">
      <h2 id="mapping">{translate(language, 'mapping.title')}</h2>
      <p className="fine">{translate(language, 'mapping.says')}</p>
      <ol className="mapping-rows">
        {rows.map((row, index) => (
          <MappingLine
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
            key={index}
            row={row}
            number={index + 1}
            of={rows.length}
            protocols={protocols}
            language={language}
            onChange={(next) => setRows(rows.with(index, next))}
            onMove={(by) => setRows(moved(rows, index, by))}
            onRemove={() => setRows(rows.toSpliced(index, 1))}
          />
        ))}
      </ol>
      <span className="row-actions">
        <Button name="add-row" onPress={() => setRows([...rows, { field: 'code', value: '', protocol: first }])}>
          {translate(language, 'mapping.add')}
        </Button>
        <Button
          name="save-mapping"
          kind="primary"
          disabled={!changed || !complete || busy}
          onPress={() => void ask('connections.set', { mapping: [...rows] })}
        >
          {translate(language, 'mapping.save')}
        </Button>
      </span>
      <MappingTrial rows={rows} protocols={protocols} language={language} />
    </section>
  );
}
