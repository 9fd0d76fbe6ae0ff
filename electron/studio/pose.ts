import type { Pose } from '../contract/devices.ts';
import type { PlannedStep } from '../contract/protocol.ts';
import type { RoomSettings } from '../contract/room.ts';

/** What a step asks of the patient and of the hand that holds the camera. */
export function poseFor(
  { view, fixation, fieldWidthMm, orientation, mirror }: PlannedStep,
  { portraitGrip }: Pick<RoomSettings, 'portraitGrip'>,
): Pose {
  return { view, look: fixation ?? null, fieldWidthMm, orientation, grip: portraitGrip, mirror };
}
