import { useEffect, useRef, useState } from 'react';

/** A key that came: `heldMs` once it was let go. */
export type HeardKey = { code: string; key: string; heldMs: number | null };

/** Keys that only change others: a presenter may type one before its own. */
const modifiers: readonly string[] = ['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock'];

/**
 * The last key that came, for as long as this is on screen: how a pedal is tried out. What is typed into a field is not
 * meant.
 */
export function useHeardKey(): HeardKey | null {
  const [heard, setHeard] = useState<HeardKey | null>(null);
  useEffect(() => {
    let since = { code: '', at: 0 };
    const onDown = ({ code, key, repeat, target, timeStamp }: KeyboardEvent): void => {
      if (repeat || code === '' || modifiers.includes(key) || isTyping(target)) return;
      since = { code, at: timeStamp };
      setHeard({ code, key, heldMs: null });
    };
    const onUp = ({ code, timeStamp }: KeyboardEvent): void => {
      if (code === since.code) setHeard((last) => last && { ...last, heldMs: timeStamp - since.at });
    };
    window.addEventListener('keydown', onDown, true);
    window.addEventListener('keyup', onUp, true);
    return () => {
      window.removeEventListener('keydown', onDown, true);
      window.removeEventListener('keyup', onUp, true);
    };
  }, []);
  return heard;
}

/**
 * While `learning`, takes the next key away from everything else on the page and hands it over; Escape hands over null. Tab
 * goes on moving the focus.
 */
export function useLearning(learning: boolean, onLearned: (heard: { code: string; key: string } | null) => void): void {
  const latest = useRef(onLearned);
  latest.current = onLearned;
  useEffect(() => {
    if (!learning) return;
    const onDown = (event: KeyboardEvent): void => {
      const { code, key, repeat } = event;
      if (key === 'Tab') return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (repeat || code === '' || modifiers.includes(key)) return;
      latest.current(key === 'Escape' ? null : { code, key });
    };
    window.addEventListener('keydown', onDown, true);
    return () => window.removeEventListener('keydown', onDown, true);
  }, [learning]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('input[type=text], textarea, select');
}
