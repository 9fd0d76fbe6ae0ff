import type { Language } from '../../electron/contract/text.ts';
import { fineShare } from '../i18n/format.ts';
import { translate } from '../i18n/translate.ts';
import { Shape } from '../ui/Shape.tsx';
import type { AnalysisResult } from './analysis/messages.ts';
import { histogramPath } from './histogram-path.ts';

type Props = { histogram: NonNullable<AnalysisResult['histogram']>; language: Language };

/** A larger share than this of the frame is worth a warning: less is a catchlight in an eye, or a lash. */
const muchClipped = 0.005;

/** How bright live view is, from black to white, and how much of it is lost at either end. */
export function Histogram({ histogram, language }: Props) {
  const { shares, over, under } = histogram;
  return (
    <figure className="histogram" data-over={over.toFixed(4)} data-under={under.toFixed(4)}>
      <svg className="histogram-drawing" viewBox="0 0 64 24" preserveAspectRatio="none" aria-hidden="true">
        <path className="histogram-quarters" d="M16 0V24M32 0V24M48 0V24" />
        <path className="histogram-bars" d={histogramPath(shares, 24)} />
      </svg>
      <figcaption>
        <span>
          <Shape tone={under > muchClipped ? 'advise' : 'good'} />
          {translate(language, 'capture.share-black', { share: fineShare(under, language) })}
        </span>
        <span>
          <Shape tone={over > muchClipped ? 'advise' : 'good'} />
          {translate(language, 'capture.share-burnt', { share: fineShare(over, language) })}
        </span>
      </figcaption>
    </figure>
  );
}
