import { useEffect, useState } from 'react';
import { type GuideDrawing, readGuide } from './guide-drawing.ts';

/** Drawings by guide, once had: a rail of pictograms asks for the same few again and again. */
const had = new Map<string, GuideDrawing>();

/** A guide's drawing; null until it is there. One that cannot be had is no guide: the picture can be taken without it. */
export function useGuide(guide: string): GuideDrawing | null {
  const [, setLoads] = useState(0);
  useEffect(() => {
    if (had.has(guide)) return;
    const stop = new AbortController();
    void load(guide, stop.signal).then((drawing) => {
      if (!drawing || stop.signal.aborted) return;
      had.set(guide, drawing);
      setLoads((loads) => loads + 1);
    });
    return () => stop.abort();
  }, [guide]);
  return had.get(guide) ?? null;
}

async function load(guide: string, signal: AbortSignal): Promise<GuideDrawing | null> {
  try {
    const response = await fetch(`/guides/${guide}.svg`, { signal });
    if (!response.ok) return null;
    return readGuide(new DOMParser().parseFromString(await response.text(), 'image/svg+xml').documentElement);
  } catch {
    return null;
  }
}
