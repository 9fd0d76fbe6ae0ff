import { useEffect, useState } from 'react';
import { type GuideDrawing, readGuide } from './guide-drawing.ts';

/** Each drawing is asked for once: a rail of pictograms shows the same few again and again. */
const asked = new Map<string, Promise<GuideDrawing | null>>();
const had = new Map<string, GuideDrawing>();

/** A guide's drawing; null until it is there. One that cannot be had is no guide: the picture can be taken without it. */
export function useGuide(guide: string): GuideDrawing | null {
  const [, setSeen] = useState<GuideDrawing | null>(null);
  useEffect(() => {
    if (had.has(guide)) return;
    let left = false;
    void once(guide).then((drawing) => {
      if (!left) setSeen(drawing);
    });
    return () => {
      left = true;
    };
  }, [guide]);
  return had.get(guide) ?? null;
}

/** What could not be had is asked for again by whoever wants it next. */
function once(guide: string): Promise<GuideDrawing | null> {
  const going = asked.get(guide) ?? load(guide);
  asked.set(guide, going);
  return going;
}

async function load(guide: string): Promise<GuideDrawing | null> {
  try {
    const response = await fetch(`/guides/${guide}.svg`);
    if (response.ok) {
      const text = await response.text();
      had.set(guide, readGuide(new DOMParser().parseFromString(text, 'image/svg+xml').documentElement));
    }
  } catch {
    // As one that is not there.
  }
  if (!had.has(guide)) asked.delete(guide);
  return had.get(guide) ?? null;
}
