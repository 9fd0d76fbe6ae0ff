import { useState } from 'react';
import type { Preferences } from '../../../electron/contract/preferences.ts';
import type { StepView } from '../../../electron/contract/session-view.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { fieldOf, partOfField } from '../field.ts';
import { type FrameView, shownPart } from '../frame-view.ts';
import type { Part } from '../zoom.ts';
import { type FrameWatch, useAgreement } from './agreement/use-agreement.ts';
import type { ScaledPrior } from './ghost-of.ts';
import { useGhost } from './ghost-state.ts';
import { ghostBox, type Nudge } from './placement.ts';
import { SplitLine } from './SplitLine.tsx';

type Props = {
  prior: ScaledPrior;
  step: Pick<StepView, 'fieldWidthMm' | 'orientation'>;
  nudge: Nudge;
  preference: Preferences['ghost'];
  view: FrameView;
  /** Width over height of the whole field as it is shown. */
  aspect: number;
  /** What of the sensor's field is on screen, and how much that is magnified. */
  part: Part;
  zoom: number;
  watch: FrameWatch;
  language: Language;
};

/** As fine as a large screen shows it; closer, as fine as the studio gives it. */
const longSidePx = { whole: 1600, close: 4096 };

/**
 * An earlier picture over live view, at its own true scale, in the operator's way of looking at it. Another picture is
 * another ghost: it is keyed by its shot.
 */
export function Ghost(props: Props) {
  const { prior, step, nudge, preference, view, aspect, part, zoom, watch, language } = props;
  const { mode, opacity } = preference;
  const [loaded, setLoaded] = useState<{ picture: HTMLImageElement; shape: number } | null>(null);
  const split = useGhost((state) => state.split);
  const laid = { view, fieldWidthMm: step.fieldWidthMm, aspect, ghostWidthMm: prior.fieldWidthMm, nudge };
  useAgreement(loaded?.picture ?? null, zoom > 1 ? null : laid, watch);

  const seen = partOfField(fieldOf(step.fieldWidthMm, aspect), shownPart(view, part));
  const box = ghostBox({ fieldWidthMm: prior.fieldWidthMm, aspect: loaded?.shape ?? aspect, nudge }, seen);
  const source = (longPx: number): string => {
    const widthPx = step.orientation === 'portrait' ? Math.round((longPx * 2) / 3) : longPx;
    return `/pictures/${prior.shot}?width=${widthPx}`;
  };
  const place = {
    left: `${100 * box.left}%`,
    top: `${100 * box.top}%`,
    width: `${100 * box.width}%`,
    height: `${100 * box.height}%`,
    transform: box.clockwiseDeg === 0 ? undefined : `rotate(${box.clockwiseDeg}deg)`,
  };
  return (
    <>
      <div
        className="ghost"
        data-mode={mode}
        data-shot={prior.shot}
        style={{ '--ghost-opacity': opacity, '--split': `${100 * split}%` } as React.CSSProperties}
      >
        <img
          src={source(longSidePx.whole)}
          alt=""
          hidden={loaded === null}
          onLoad={({ currentTarget: picture }) =>
            setLoaded({ picture, shape: picture.naturalWidth / picture.naturalHeight })
          }
          onError={() => setLoaded(null)}
          style={place}
        />
        {zoom > 1 && <img src={source(longSidePx.close)} alt="" style={place} />}
      </div>
      {mode === 'split' && <SplitLine split={split} language={language} />}
    </>
  );
}
