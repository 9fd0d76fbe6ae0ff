import type { Language } from '../../../electron/contract/text.ts';
import { percent } from '../../i18n/format.ts';
import { translate } from '../../i18n/translate.ts';
import { splitAt } from './ghost-state.ts';

type Props = { split: number; language: Language };

/** One arrow, and one with Shift. */
const steps = { fine: 0.01, coarse: 0.1 };

/** Live view to its left, the ghost to its right. Moved with the pointer, or with the arrows while it has the focus. */
export function SplitLine({ split, language }: Props) {
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (way === undefined) return;
    // The arrows are the line's now, not the ghost's.
    event.stopPropagation();
    event.preventDefault();
    splitAt(split + way * (event.shiftKey ? steps.coarse : steps.fine));
  };
  const onPointer = ({ buttons, clientX, currentTarget, pointerId, type }: React.PointerEvent): void => {
    if (type === 'pointerdown') currentTarget.setPointerCapture(pointerId);
    const box = currentTarget.parentElement?.getBoundingClientRect();
    if ((buttons & 1) === 1 && box) splitAt((clientX - box.left) / box.width);
  };
  return (
    <div
      className="split-line"
      role="slider"
      tabIndex={0}
      aria-label={translate(language, 'ghost.split-line')}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(100 * split)}
      aria-valuetext={percent(split, language)}
      style={{ left: `${100 * split}%` }}
      onKeyDown={onKeyDown}
      onPointerDown={onPointer}
      onPointerMove={onPointer}
    />
  );
}
