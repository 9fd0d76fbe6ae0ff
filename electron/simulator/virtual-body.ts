import type { Misbehaviour } from './misbehaviour.ts';
import type { PropertyStore } from './property-store.ts';
import type { PropertyValue } from './ptp/property.ts';
import type { Responder } from './responder.ts';

/** One file as the shutter made it. `shot` counts releases from 1, `target` is where it was put. */
export type ProducedFile = { shot: number; name: string; bytes: number; sha256: string; target: 'card' | 'memory' };

/** One make and model: what the transport talks to, and what hands and faults can do to a body. */
export type VirtualBody = Responder & {
  readonly properties: PropertyStore;
  readonly misbehaviour: Misbehaviour;
  /** Every file that the shutter ever made, in order: what must be found again somewhere. Survives `restart`. */
  readonly produced: readonly ProducedFile[];
  /** Whether a host has a session with it. */
  readonly connected: boolean;
  /** Adds to the time during which the body says that it is busy. */
  busyFor(ms: number): void;
  /** Somebody turns a dial: a raw property takes another value, and the host hears of it. */
  turn(property: number, value: PropertyValue): void;
  setBattery(percent: number): void;
  /** The number in the next picture's name, 1 to 9999. */
  countFrom(number: number): void;
  /** Off and on: what lay in the body's memory is gone, and every setting that a host had made for its session. */
  restart(): void;
  /**
   * The button on the body: takes a picture to the card and resolves with its files' names; null where the body cannot
   * now. A connected host hears of it as of any other picture.
   */
  pressShutter(): Promise<string[] | null>;
  /** Ends an exposure under way and resolves when its picture is drawn. The subject may be closed then. */
  close(): Promise<void>;
};
