import type { Language } from '../../../electron/contract/text.ts';
import { GuidePictogram } from '../../liveview/GuidePictogram.tsx';
import { Picture } from '../../ui/Picture.tsx';
import type { RailStep } from './rail-view.ts';

type Props = { entry: RailStep; aimed: boolean; language: Language; simulated: boolean };

/** A step's place in the rail: what is to be photographed, until it is the photograph. */
export function RailPicture({ entry: { step, picture, state }, aimed, language, simulated }: Props) {
  return (
    <span className="rail-cell" data-state={state} data-aimed={aimed} data-orientation={step.orientation}>
      {picture ? (
        <Picture source={picture} says={step.title[language]} simulated={simulated} language={language} small />
      ) : (
        <GuidePictogram guide={step.guide} fixation={step.fixation} />
      )}
    </span>
  );
}
