import type { Order, WorklistItem } from '../../../electron/contract/order.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { orderWords } from '../../i18n/order-words.ts';
import { translate } from '../../i18n/translate.ts';
import { Choice } from '../../ui/Choice.tsx';
import type { OrderChoice } from './correction.ts';

type Props = {
  own: Order | undefined;
  /** Those that the worklist has for the patient. */
  offered: readonly WorklistItem[];
  choice: OrderChoice;
  language: Language;
  onChange(choice: OrderChoice): void;
};

/** Which order the pictures are for: as it was, none, or one that the worklist has for the patient. */
export function CorrectedOrder({ own, offered, choice, language, onChange }: Props) {
  const value = typeof choice === 'string' ? choice : `item ${choice.item}`;
  return (
    <Choice
      name="order"
      label={translate(language, 'correct.order')}
      value={value}
      error={undefined}
      options={[
        {
          value: 'own',
          label: translate(language, 'correct.order-own'),
          ...(own ? { detail: orderWords(own, language) } : {}),
        },
        { value: 'none', label: translate(language, 'correct.order-none') },
        ...offered.map(({ id, order }) => ({
          value: `item ${id}`,
          label: orderWords(order, language),
        })),
      ]}
      onChange={(chosen) =>
        onChange(chosen === 'own' || chosen === 'none' ? chosen : { item: chosen.slice('item '.length) })
      }
    />
  );
}
