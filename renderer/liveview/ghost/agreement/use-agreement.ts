import { type RefObject, useEffect, useRef } from 'react';
import { useGhost } from '../ghost-state.ts';
import { openComparer } from './comparer.ts';
import type { Laid } from './messages.ts';
import type { Match } from './register.ts';
import { gridPx } from './size.ts';
import { judge, remembered } from './verdict.ts';

/** What each frame of live view is shown to before it is drawn; it must not keep it. */
export type FrameWatch = RefObject<((frame: ImageBitmap) => void) | null>;

/**
 * Compares live view with an earlier picture for as long as it is shown, and tells the page's state. `laid` is null while
 * the screen shows only a part of the field: then nothing is known of the whole.
 */
export function useAgreement(picture: HTMLImageElement | null, laid: Laid | null, watch: FrameWatch): void {
  const now = useRef(laid);
  now.current = laid;
  const compares = laid !== null;
  useEffect(() => {
    if (!picture || !compares) return;
    const recent: Match[] = [];
    const opened = openComparer(picture, (match) => {
      if (!now.current) return;
      if (match) recent.push(match);
      if (!match || recent.length > remembered) recent.shift();
      const scale = { px: gridPx, mm: now.current.fieldWidthMm };
      useGhost.setState(({ verdict }) => ({ verdict: judge(recent, scale, verdict?.hint ?? null) }));
    });
    watch.current = (frame) => {
      if (now.current) opened.offer(frame, now.current);
    };
    return () => {
      opened.close();
      watch.current = null;
      useGhost.setState({ verdict: null });
    };
  }, [picture, compares, watch]);
}
