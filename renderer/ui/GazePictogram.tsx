import type { Fixation } from '../../electron/contract/protocol.ts';
import { gazeOffset } from './gaze.ts';

/** Two eyes looking where the step asks, as the examiner sees them: the patient's left is on the right. */
export function GazePictogram({ fixation }: { fixation: Fixation | undefined }) {
  const { x, y } = gazeOffset(fixation);
  return (
    <svg className="gaze" viewBox="0 0 64 32" aria-hidden="true">
      {[17, 47].map((middle) => (
        <g key={middle} transform={`translate(${middle} 16)`}>
          <path className="gaze-lid" d="M-13 0C-8-9 8-9 13 0 8 9-8 9-13 0z" />
          <circle className="gaze-iris" cx={x * 7} cy={y * 3.4} r="4.4" />
        </g>
      ))}
    </svg>
  );
}
