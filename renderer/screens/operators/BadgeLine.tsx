import { useState } from 'react';
import type { Language } from '../../../electron/contract/text.ts';
import { useBadge } from '../../app/badge-reader.ts';
import { translate } from '../../i18n/translate.ts';
import { Button } from '../../ui/Button.tsx';
import { Shape } from '../../ui/Shape.tsx';

type Props = {
  /** The operator has one already. */
  has: boolean;
  /** What was read; empty leaves it as it is, null takes it away. */
  badge: string | null;
  language: Language;
  onChange(badge: string | null): void;
};

/** A badge is learned by letting its reader type. */
export function BadgeLine({ has, badge, language, onChange }: Props) {
  const [learning, setLearning] = useState(false);
  useBadge(learning ? 'alone' : null, (code) => {
    setLearning(false);
    onChange(code);
  });
  const says =
    badge === null
      ? 'operators.goes'
      : badge !== ''
        ? 'operators.badge-new'
        : has
          ? 'operators.badge-has'
          : 'operators.badge-none';
  return (
    <div className="badge-line" role="status">
      <p>
        <Shape tone={badge || (has && badge !== null) ? 'good' : 'off'} />
        {learning ? translate(language, 'operators.badge-learning') : translate(language, says)}
      </p>
      <Button name="learn-badge" onPress={() => setLearning(!learning)}>
        {translate(language, learning ? 'operators.badge-stop' : 'operators.badge-learn')}
      </Button>
      {has && badge === '' && (
        <Button name="remove-badge" kind="quiet" onPress={() => onChange(null)}>
          {translate(language, 'operators.badge-remove')}
        </Button>
      )}
    </div>
  );
}
