import { inTurn } from '../base/in-turn.ts';
import { createListeners } from '../base/listeners.ts';
import type { Log } from '../base/log.ts';
import { firstRole, parseCameraAddress, type RoleAddress } from '../contract/addresses.ts';
import { CodedError } from '../contract/errors.ts';
import { changed, type RoomChange, type RoomSettings } from '../contract/room.ts';
import type { CameraLink } from '../devices/camera/camera-link.ts';
import type { KnownBody } from '../devices/camera/ports.ts';
import type { CamerasPort } from '../studio/ports.ts';
import type { DetectedCamera } from './cameras.ts';
import { newTabletPath, type RoomCamera, type RoomFile, readRoom, writeRoom } from './room-file.ts';

export type RoomOptions = {
  /** Where the room is kept. */
  file: string;
  /** Named on the command line: then these are the room's cameras for this run, and who has which role is not kept. */
  given: readonly RoleAddress[] | undefined;
  /** A link to the camera at an address, `none` included; nothing is contacted yet. Throws `address-invalid`. */
  link(address: string, expected: KnownBody | undefined): CameraLink;
  detect(): Promise<DetectedCamera[]>;
  log: Log;
};

type Place = { role: string; address: string; known: KnownBody | undefined; camera: CameraLink };

/** The cameras of one room by role, each with its own link; who has which role outlives the program. */
export class Room implements CamerasPort {
  readonly #options: RoomOptions;
  readonly #listeners = createListeners();
  readonly #alone = inTurn();
  #file: RoomFile;
  #places: readonly Place[];
  #closed = false;

  /** Throws `data-broken` for a file that cannot be read, `address-invalid`. */
  static async open(options: RoomOptions): Promise<Room> {
    return new Room(options, await readRoom(options.file));
  }

  private constructor(options: RoomOptions, file: RoomFile) {
    this.#options = options;
    this.#file = withTabletPath(file);
    const cameras: readonly RoomCamera[] = options.given ?? file.cameras;
    this.#places = this.#orEmpty(cameras.map((camera) => this.#place(camera.role, camera.address, knownOf(camera))));
  }

  get settings(): RoomSettings {
    const { cameras: _cameras, tabletPath: _tabletPath, ...settings } = this.#file;
    return settings;
  }

  /** The secret in the tablet's address; null while no tablet may show anything. */
  get tabletPath(): string | null {
    return this.#file.fixation.tablet ? (this.#file.tabletPath ?? null) : null;
  }

  list(): readonly { role: string; camera: CameraLink }[] {
    return this.#places;
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  async detect(): Promise<{ address: string; model: string; simulated: boolean }[]> {
    return (await this.#options.detect()).map(({ address, model, simulated }) => ({ address, model, simulated }));
  }

  /** On return the old camera is let go and the new one is being connected: its state tells. */
  assign(role: string, address: string): Promise<void> {
    return this.#alone(async () => {
      if (this.#closed) throw new CodedError('aborted', { call: 'room.assign' });
      const place = address === '' || address === 'none' ? null : this.#place(role, address, undefined);
      const leaving = this.#places.filter(
        (other) => other.role === role || (place !== null && isSameBody(other, place)),
      );
      const index = this.#places.findIndex((other) => other.role === role);
      const staying = this.#places.filter((other) => other.address !== 'none' && !leaving.includes(other));
      const next = place ? staying.toSpliced(index < 0 ? staying.length : index, 0, place) : staying;
      await this.#keep({ ...this.#file, cameras: next.map(cameraOf) });
      this.#places = this.#orEmpty(next);
      await Promise.all(leaving.map(({ camera }) => camera.close()));
      this.#listeners.tell();
      // What stands in its way is part of its state.
      if (this.#closed) return;
      place?.camera.open().catch((error: unknown) => this.#options.log.error('camera-not-open', error));
    });
  }

  set(change: RoomChange): Promise<void> {
    return this.#alone(async () => {
      const file = withTabletPath(changed(this.#file, change));
      await writeRoom(this.#options.file, file);
      this.#file = file;
      this.#listeners.tell();
    });
  }

  /** Connects every camera. Throws the first one's error, after all have been tried. */
  async openAll(): Promise<void> {
    const opened = await Promise.allSettled(this.#places.map(({ camera }) => camera.open()));
    for (const result of opened) if (result.status === 'rejected') throw result.reason;
  }

  /** Where a virtual trigger reaches the simulated ones. */
  controlPorts(): number[] {
    return this.#places.flatMap(({ camera }) => camera.controlPort ?? []);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#places.map(({ camera }) => camera.close()));
  }

  /** A room is never empty: where no camera is, there is one in state `none`. */
  #orEmpty(places: readonly Place[]): readonly Place[] {
    return places.length > 0 ? places : [this.#place(firstRole, 'none', undefined)];
  }

  #place(role: string, address: string, known: KnownBody | undefined): Place {
    const camera = this.#options.link(address, known);
    const place: Place = { role, address: camera.address, known, camera };
    camera.onState(() => this.#meet(place));
    return place;
  }

  /** The body behind an address is remembered when it is first met. */
  #meet(place: Place): void {
    const { identity, simulated, state } = place.camera;
    if (simulated || !identity || state !== 'ready') return;
    if (place.known?.model === identity.model && place.known.serial === identity.serial) return;
    place.known = { model: identity.model, serial: identity.serial };
    this.#alone(async () => {
      if (this.#places.includes(place)) await this.#keep({ ...this.#file, cameras: this.#places.map(cameraOf) });
    }).catch((error: unknown) => this.#options.log.error('room-not-kept', error));
  }

  async #keep(file: RoomFile): Promise<void> {
    if (this.#options.given) return;
    await writeRoom(this.#options.file, file);
    this.#file = file;
  }
}

function cameraOf({ role, address, known }: Place): RoomCamera {
  return { role, address, ...known };
}

function knownOf({ model, serial }: RoomCamera): KnownBody | undefined {
  return model === undefined ? undefined : { model, serial };
}

/** A tablet's address lasts until it is turned off: turned on again it is another one. */
function withTabletPath(file: RoomFile): RoomFile {
  const { tabletPath, ...rest } = file;
  return file.fixation.tablet ? { ...rest, tabletPath: tabletPath ?? newTabletPath() } : rest;
}

/** One body has one role; every simulated one is a body of its own. */
export function isSameBody(one: Pick<Place, 'address'>, other: Pick<Place, 'address'>): boolean {
  return one.address === other.address && one.address !== 'none' && parseCameraAddress(one.address).kind !== 'sim';
}
