import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { ErrorInfo } from '../../electron/contract/errors.ts';
import type { Language } from '../../electron/contract/text.ts';
import { problemText } from '../app/problem.ts';
import type { Link } from '../client/connection.ts';
import { translate } from '../i18n/translate.ts';
import type { Analyses, AnalysisResult } from './analysis/messages.ts';
import { useAnalysis } from './analysis/use-analysis.ts';
import { drawFrames } from './draw-frames.ts';
import type { FrameView } from './frame-view.ts';
import type { FrameWatch } from './ghost/agreement/use-agreement.ts';
import { Histogram } from './Histogram.tsx';
import { partOf, type Viewing } from './zoom.ts';

type Props = {
  link: Link | null;
  /** How frames are turned and flipped on screen. */
  view: FrameView;
  /** What the page magnifies of the frames as they come. */
  magnified: Viewing;
  analyses: Analyses;
  /** Whether frames should be coming: only then is their absence worth a word. */
  expected: boolean;
  /** Why they do not, where that is known. */
  error: ErrorInfo | undefined;
  language: Language;
  onAspect(aspect: number): void;
  /** A click, in shares of what is on screen. */
  onPoint(point: { x: number; y: number }): void;
  /** Sees each frame before it is drawn. */
  watch: FrameWatch;
  /** What lies over the picture and under the words. */
  children: ReactNode;
};

const staleAfterMs = 2000;

/** What the camera sees, as large as its place allows. Wants live view while it is on a page that can be seen. */
export function LiveView(props: Props) {
  const { link, view, magnified, analyses, expected, error, language, onAspect, onPoint, watch, children } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const lastFrame = useRef(Number.NEGATIVE_INFINITY);
  const [stale, setStale] = useState(true);
  const [histogram, setHistogram] = useState<AnalysisResult['histogram']>(null);
  const part = partOf(magnified);
  const look = useAnalysis(overlay, analyses, part, setHistogram);

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
    const see = (frame: ImageBitmap): void => {
      look(frame);
      watch.current?.(frame);
    };
    const stop = drawFrames(link.frames, element, see, ({ width, height }) => {
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
  }, [link, onAspect, look, watch]);

  useEffect(() => {
    const watch = setInterval(() => setStale(performance.now() - lastFrame.current > staleAfterMs), 500);
    return () => clearInterval(watch);
  }, []);

  const text = error ? problemText(error, language) : null;
  return (
    <>
      <div className="frame" data-turn={view.turn} data-flip={view.flip}>
        <canvas
          ref={canvas}
          className="live"
          data-stale={stale}
          role="img"
          aria-label={translate(language, 'capture.live-view')}
          style={{
            width: `${100 / part.width}%`,
            height: `${100 / part.height}%`,
            left: `${(-100 * part.x) / part.width}%`,
            top: `${(-100 * part.y) / part.height}%`,
          }}
          onClick={({ clientX, clientY, currentTarget }) => {
            // Of the turned and flipped box: what it covers on screen.
            const box = currentTarget.parentElement?.getBoundingClientRect();
            if (box) onPoint({ x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height });
          }}
        />
        <canvas ref={overlay} className="analysis" hidden={stale || !(analyses.peaking || analyses.zebra)} />
      </div>
      {children}
      {analyses.histogram && histogram && !stale && <Histogram histogram={histogram} language={language} />}
      {stale && expected && (
        <p className="stage-word" role="status">
          {text?.says ?? translate(language, 'capture.no-frame')}
          {text && <small>{text.code}</small>}
        </p>
      )}
    </>
  );
}
