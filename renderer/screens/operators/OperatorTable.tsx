import type { OperatorView } from '../../../electron/contract/operators.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { ask } from '../../app/store.ts';
import { translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Shape } from '../../ui/Shape.tsx';

type Props = {
  operators: readonly OperatorView[];
  /** Whose form is open. */
  open: string | null;
  language: Language;
  onEdit(id: string): void;
};

export function OperatorTable({ operators, open, language, onEdit }: Props) {
  return (
    <table className="operators-list">
      <thead>
        <tr>
          <th scope="col">{translate(language, 'operators.name')}</th>
          <th scope="col">{translate(language, 'operators.role')}</th>
          <th scope="col">{translate(language, 'operators.ways')}</th>
          <th scope="col">{translate(language, 'operators.change')}</th>
        </tr>
      </thead>
      <tbody>
        {operators.map((operator) => (
          <tr key={operator.id} data-operator={operator.id} data-disabled={operator.disabled}>
            <td>
              {operator.name}
              <small>{operator.id}</small>
            </td>
            <td>{translate(language, `role.${operator.role}`)}</td>
            <td>
              <Ways operator={operator} language={language} />
            </td>
            <td>
              <span className="row-actions">
                <Button name="edit" kind="quiet" disabled={open === operator.id} onPress={() => onEdit(operator.id)}>
                  {translate(language, 'operators.edit')}
                  <span className="unseen"> {operator.name}</span>
                </Button>
                <Button name="disable" kind="quiet" onPress={() => setDisabled(operator, !operator.disabled)}>
                  {translate(language, operator.disabled ? 'operators.enable' : 'operators.disable')}
                  <span className="unseen"> {operator.name}</span>
                </Button>
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How somebody comes in, in a few words; of a disabled one, that they do not. */
function Ways({ operator: { pin, badge, disabled }, language }: { operator: OperatorView; language: Language }) {
  if (disabled) {
    return (
      <span className="standing">
        <Shape tone="off" />
        {translate(language, 'operators.disabled')}
      </span>
    );
  }
  const ways = [
    translate(language, 'access.password'),
    ...(pin ? [translate(language, 'access.pin')] : []),
    ...(badge ? [translate(language, 'operators.badge')] : []),
  ];
  return (
    <span className="standing">
      <Shape tone="good" />
      {ways.join(' · ')}
    </span>
  );
}

function setDisabled({ id, name, role }: OperatorView, disabled: boolean): void {
  void ask('operator.save', { id, name, role, disabled });
}
