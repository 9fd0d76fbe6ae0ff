import type { MappingRow } from '../../../electron/contract/connections.ts';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';

type Props = {
  row: MappingRow;
  number: number;
  of: number;
  protocols: Snapshot['protocols'];
  language: Language;
  onChange(row: MappingRow): void;
  onMove(by: 1 | -1): void;
  onRemove(): void;
};

/** One row: what is looked at, what it says, the protocol it means. */
export function MappingLine({ row, number, of, protocols, language, onChange, onMove, onRemove }: Props) {
  const here = translate(language, 'mapping.row', { number });
  const known = protocols.some(({ id }) => id === row.protocol);
  return (
    <li data-row={number}>
      <select
        name="field"
        aria-label={`${here} · ${translate(language, 'mapping.field')}`}
        value={row.field}
        onChange={({ target }) => onChange({ ...row, field: target.value === 'words' ? 'words' : 'code' })}
      >
        <option value="code">{translate(language, 'mapping.code')}</option>
        <option value="words">{translate(language, 'mapping.words')}</option>
      </select>
      <input
        type="text"
        name="value"
        maxLength={64}
        value={row.value}
        placeholder={translate(language, row.field === 'code' ? 'mapping.code-hint' : 'mapping.words-hint')}
        aria-label={`${here} · ${translate(language, 'mapping.value')}`}
        onChange={({ target }) => onChange({ ...row, value: target.value })}
      />
      <select
        name="protocol"
        aria-label={`${here} · ${translate(language, 'form.protocol')}`}
        value={row.protocol}
        onChange={({ target }) => onChange({ ...row, protocol: target.value })}
      >
        {!known && <option value={row.protocol}>{row.protocol}</option>}
        {protocols.map(({ id, title }) => (
          <option key={id} value={id}>
            {title[language]}
          </option>
        ))}
      </select>
      <span className="row-actions">
        <Button name="row-up" kind="quiet" disabled={number === 1} onPress={() => onMove(-1)}>
          <span aria-hidden="true">↑</span>
          <span className="unseen">{`${translate(language, 'mapping.up')} ${here}`}</span>
        </Button>
        <Button name="row-down" kind="quiet" disabled={number === of} onPress={() => onMove(1)}>
          <span aria-hidden="true">↓</span>
          <span className="unseen">{`${translate(language, 'mapping.down')} ${here}`}</span>
        </Button>
        <Button name="row-remove" kind="quiet" onPress={onRemove}>
          {translate(language, 'connections.remove')}
          <span className="unseen">{` ${here}`}</span>
        </Button>
      </span>
    </li>
  );
}
