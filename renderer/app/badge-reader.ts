import { useEffect, useRef } from 'react';

/** Keys that followed each other as a reader types them. */
export type Burst = { code: string; lastMs: number; inField: boolean };
export const silence: Burst = { code: '', lastMs: Number.NEGATIVE_INFINITY, inField: false };

/** A reader's keys follow each other this fast at most; nobody types a password so. */
const readerMs = 35;
/** Where nothing else could be meant, keys may come as slowly as this. */
const patientMs = 2000;
const leastLength = 4;
const mostLength = 64;
const modifiers: readonly string[] = ['Shift', 'Control', 'Alt', 'AltGraph', 'CapsLock'];

type Stroke = { key: string; atMs: number; inField: boolean };

/** One key further. A badge is a code that a reader typed, ended by Enter; in a field only its speed tells it from typing. */
export function heard(burst: Burst, { key, atMs, inField }: Stroke): { burst: Burst; badge: string | null } {
  if (modifiers.includes(key)) return { burst, badge: null };
  const follows = inField === burst.inField && atMs - burst.lastMs <= (inField ? readerMs : patientMs);
  const before = follows ? burst.code : '';
  if (key === 'Enter') {
    const read = before.length >= leastLength && before.length <= mostLength;
    return { burst: silence, badge: read ? before : null };
  }
  if (key.length !== 1 || key === ' ') return { burst: silence, badge: null };
  return { burst: { code: before + key, lastMs: atMs, inField }, badge: null };
}

/**
 * Hears a badge wherever the focus lies, while `listening`. `beside`: fields go on being typed into, and what comes as fast as
 * a reader types is a badge all the same · `alone`: every key is the reader's.
 */
export function useBadge(listening: 'beside' | 'alone' | null, onBadge: (code: string) => void): void {
  const latest = useRef(onBadge);
  latest.current = onBadge;
  useEffect(() => {
    if (!listening) return;
    let burst = silence;
    const onDown = (event: KeyboardEvent): void => {
      const { key, timeStamp, target, ctrlKey, altKey, metaKey } = event;
      if (ctrlKey || altKey || metaKey) return;
      const field = target instanceof Element && target.matches('input:not([type=radio]), textarea');
      const inField = field && listening === 'beside';
      const next = heard(burst, { key, atMs: timeStamp, inField });
      burst = next.burst;
      const taken = next.badge !== null || (burst.code !== '' && !inField);
      if (taken) event.stopImmediatePropagation();
      if (taken && (next.badge !== null || field)) event.preventDefault();
      if (next.badge !== null) latest.current(next.badge);
    };
    window.addEventListener('keydown', onDown, { capture: true });
    return () => window.removeEventListener('keydown', onDown, { capture: true });
  }, [listening]);
}
