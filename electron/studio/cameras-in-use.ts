import { CodedError } from '../contract/errors.ts';
import type { PlannedStep } from '../contract/protocol.ts';
import type { CameraPort, CamerasPort } from './ports.ts';

export type RoomCamera = { readonly role: string; readonly camera: CameraPort };
type Room = Pick<CamerasPort, 'list'>;

/** The room's camera for a view: the one whose role the step names, else the room's first. */
export function cameraFor(room: Room, step: Pick<PlannedStep, 'camera'> | undefined): RoomCamera {
  const cameras = room.list();
  const wanted = cameras.find(({ role }) => role === step?.camera) ?? cameras[0];
  if (!wanted) throw new CodedError('camera-not-found', { address: 'none' });
  return wanted;
}

/** The camera that has a role. Throws `camera-not-found` for a role that nobody has. */
export function cameraOf(room: Room, role: string): CameraPort {
  const found = room.list().find((entry) => entry.role === role);
  if (!found) throw new CodedError('camera-not-found', { address: role });
  return found.camera;
}

/** Whether any picture of these steps would be a simulated one. */
export function anySimulated(room: Room, steps: readonly PlannedStep[]): boolean {
  return steps.some((step) => cameraFor(room, step).camera.simulated);
}
