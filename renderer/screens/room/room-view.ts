import type { CameraView } from '../../../electron/contract/camera-view.ts';
import type { Snapshot } from '../../../electron/contract/snapshot.ts';
import type { Language } from '../../../electron/contract/text.ts';
import { translate } from '../../i18n/translate.ts';

/** A place for a camera in this room, with the one that has it. */
export type RoomPlace = { role: string; camera: CameraView | null; named: boolean };

const roleNames = { face: 'room.role.face', 'intra-oral': 'room.role.intra-oral' } as const;

/** Every role that has a camera, then those that protocols name and nobody has. */
export function roomPlaces(room: Snapshot['room']): RoomPlace[] {
  const taken = room.cameras.map((camera) => ({
    role: camera.role,
    camera: camera.state === 'none' ? null : camera,
    named: room.roles.includes(camera.role),
  }));
  const free = room.roles.filter((role) => !room.cameras.some((camera) => camera.role === role));
  return [...taken, ...free.map((role) => ({ role, camera: null, named: true }))];
}

/** A role in the operator's words; one that only a department's protocol knows keeps its own. */
export function roleName(role: string, language: Language): string {
  const key = Object.entries(roleNames).find(([name]) => name === role)?.[1];
  return key ? translate(language, key) : role;
}

/** The roles that a camera at `address` already has. */
export function rolesOf(room: Snapshot['room'], address: string): string[] {
  return room.cameras.filter((camera) => camera.address === address).map(({ role }) => role);
}
