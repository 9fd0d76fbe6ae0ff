import { type RefObject, useCallback, useEffect, useRef } from 'react';
import type { Part } from '../zoom.ts';
import { type Analyst, openAnalyst } from './analyst.ts';
import type { Analyses, AnalysisResult } from './messages.ts';

/**
 * What is wanted over live view, drawn on `overlay` with the next frame after its result: the two are then put on screen
 * in one go, which is half the work. Returns what each frame is to be shown to; its identity never changes. Nothing runs
 * while nothing is wanted.
 */
export function useAnalysis(
  overlay: RefObject<HTMLCanvasElement | null>,
  analyses: Analyses,
  seen: Part,
  onHistogram: (histogram: AnalysisResult['histogram']) => void,
): (frame: ImageBitmap) => void {
  const analyst = useRef<Analyst | null>(null);
  const found = useRef<AnalysisResult | null>(null);
  const asked = useRef({ analyses, seen });
  asked.current = { analyses, seen };
  const any = analyses.peaking || analyses.zebra || analyses.histogram;

  useEffect(() => {
    if (!any) return;
    const asks = { wanted: () => asked.current.analyses, seen: () => asked.current.seen };
    analyst.current = openAnalyst(asks, (result) => {
      found.current?.overlay?.close();
      found.current = result;
      onHistogram(result.histogram);
    });
    return () => {
      analyst.current?.close();
      analyst.current = null;
      found.current?.overlay?.close();
      found.current = null;
      onHistogram(null);
    };
  }, [any, onHistogram]);

  return useCallback(
    (frame) => {
      analyst.current?.offer(frame);
      if (!found.current) return;
      overlay.current?.getContext('bitmaprenderer')?.transferFromImageBitmap(found.current.overlay);
      found.current = null;
    },
    [overlay],
  );
}
