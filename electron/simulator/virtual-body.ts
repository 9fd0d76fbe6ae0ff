import type { PropertyStore } from './property-store.ts';
import type { Responder } from './responder.ts';

/** One make and model: what the transport talks to, and what hands and faults can do to a body. */
export type VirtualBody = Responder & {
  readonly properties: PropertyStore;
  /** Whether a host has a session with it. */
  readonly connected: boolean;
  /** Adds to the time during which the body says that it is busy. */
  busyFor(ms: number): void;
  /**
   * The button on the body: takes a picture to the card and resolves with its files' names; null where the body cannot
   * now. A connected host hears of it as of any other picture.
   */
  pressShutter(): Promise<string[] | null>;
  /** Ends an exposure under way and resolves when its picture is drawn. The subject may be closed then. */
  close(): Promise<void>;
};
