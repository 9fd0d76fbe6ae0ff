import { useEffect, useRef, useState } from 'react';
import type { Language } from '../../electron/contract/text.ts';
import type { Link } from '../client/connection.ts';
import { translate } from '../i18n/translate.ts';
import { drawFrames } from './draw-frames.ts';

type Props = {
  link: Link | null;
  mirror: boolean;
  /** Whether frames should be coming: only then is their absence worth a word. */
  expected: boolean;
  language: Language;
  onAspect(aspect: number): void;
};

const staleAfterMs = 2000;

/** What the camera sees, as large as its place allows. Wants live view while it is on a page that can be seen. */
export function LiveView({ link, mirror, expected, language, onAspect }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const lastFrame = useRef(0);
  const [stale, setStale] = useState(true);

  useEffect(() => {
    const element = canvas.current;
    if (!link || !element) return;
    const want = (): void => {
      const on = document.visibilityState === 'visible';
      link.studio.call('liveview.want', { on }).catch(() => {
        // A refusal shows in the camera's state, a closed wire in the page's.
      });
    };
    want();
    document.addEventListener('visibilitychange', want);
    const stop = drawFrames(link.frames, element, ({ width, height }) => {
      lastFrame.current = performance.now();
      setStale(false);
      onAspect(width / height);
    });
    return () => {
      stop();
      document.removeEventListener('visibilitychange', want);
      link.studio.call('liveview.want', { on: false }).catch(() => {
        // The page is leaving it either way.
      });
    };
  }, [link, onAspect]);

  useEffect(() => {
    const watch = setInterval(() => setStale(performance.now() - lastFrame.current > staleAfterMs), 500);
    return () => clearInterval(watch);
  }, []);

  return (
    <>
      <canvas
        ref={canvas}
        className={mirror ? 'live mirrored' : 'live'}
        data-stale={stale}
        role="img"
        aria-label={translate(language, 'capture.live-view')}
      />
      {stale && expected && (
        <p className="stage-word" role="status">
          {translate(language, 'capture.no-frame')}
        </p>
      )}
    </>
  );
}
