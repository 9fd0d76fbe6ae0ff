import type { Clock } from '../base/clock.ts';
import type { Misbehaviour } from './misbehaviour.ts';
import type { PropertyStore } from './property-store.ts';
import type { PropertyValue } from './ptp/property.ts';
import type { Responder } from './responder.ts';
import type { SceneState } from './scene-state.ts';
import type { Subject } from './subject-port.ts';

/** One file as the shutter made it. `shot` counts releases from 1, `target` is where it was put. */
export type ProducedFile = { shot: number; name: string; bytes: number; sha256: string; target: 'card' | 'memory' };

/** What every make is built from. */
export type BodyOptions = {
  clock: Clock;
  /** Drawn by; not closed with the body. */
  subject: Subject;
  scene: SceneState;
  /** Long side of the largest pictures. */
  widthPx: number;
  cardBytes: number;
  /** The number in the first picture's name. */
  firstPicture: number;
  serial: string;
  /** What nobody foresaw; the host sees an error of the hardware. */
  onUnexpected: (error: unknown) => void;
};

/** What can be seen of a body from outside. */
export type BodyCondition = {
  liveView: boolean;
  /** Live frames made since it was built. */
  frames: number;
  /** Releases of the shutter since it was built. */
  shots: number;
  /** Magnification of live view. */
  zoom: number;
  /** The lens's position in its own steps, 0 the nearest, and where it would be sharp. */
  focus: { position: number; sharpAt: number };
};

/** The charge of every body's battery until it is told otherwise. */
export const standardBatteryPercent = 80;

/** One make and model: what the transport talks to, and what hands and faults can do to a body. */
export type VirtualBody = Responder & {
  readonly properties: PropertyStore;
  readonly misbehaviour: Misbehaviour;
  readonly condition: BodyCondition;
  /** The operation by which a host fetches a live frame. */
  readonly liveFrameOperation: number;
  /** Every file that the shutter ever made, in order: what must be found again somewhere. Survives `restart`. */
  produced(): Promise<readonly ProducedFile[]>;
  /** Whether a host has a session with it. */
  readonly connected: boolean;
  /** Adds to the time during which the body says that it is busy. */
  busyFor(ms: number): void;
  /** Ends the time of `busyFor`. */
  endBusy(): void;
  /** Somebody turns a dial: a raw property takes another value, and the host hears of it. */
  turn(property: number, value: PropertyValue): void;
  setBattery(percent: number): void;
  /** The number in the next picture's name, 1 to 9999. */
  countFrom(number: number): void;
  /** Off and on: what lay in the body's memory is gone, and every setting that a host had made for its session. */
  restart(): void;
  /**
   * The button on the body: takes a picture, to the card or where the host wants them, as the make does it. Resolves
   * with its files' names; null where the body cannot now. A connected host hears of it as of any other picture.
   */
  pressShutter(): Promise<string[] | null>;
  /** Ends an exposure under way and resolves when its picture is drawn. The subject may be closed then. */
  close(): Promise<void>;
};
