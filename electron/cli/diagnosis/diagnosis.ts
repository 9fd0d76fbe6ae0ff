import type { ConfigKey } from '../../contract/devices.ts';
import { CodedError } from '../../contract/errors.ts';
import type { Language } from '../../contract/text.ts';
import type { CameraLink } from '../../devices/camera/camera-link.ts';
import type { Step } from './report.ts';

/** A step that cannot be tried on this body, or here and now; the report says why. */
export class Skipped extends Error {}

/** What every step works with. */
export type Examined = {
  readonly camera: CameraLink;
  /** As the body listed them at the beginning, with the values that stood then. */
  keys: ConfigKey[];
  /** Nobody is there to press or to unplug. */
  readonly unattended: boolean;
  readonly language: Language;
  /** Tells the person at the terminal. */
  say(text: string): void;
  /** Resolves when the person does not want to do what was asked. */
  declined(): { promise: Promise<void>; end(): void };
};

/** Runs steps one after the other: none that fails stops the others. */
export class Diagnosis {
  readonly steps: Step[] = [];
  readonly #address: string;
  readonly #onStep: (step: Step) => void;
  readonly #signal: AbortSignal;

  constructor(options: { address: string; signal: AbortSignal; onStep(step: Step): void }) {
    this.#address = options.address;
    this.#signal = options.signal;
    this.#onStep = options.onStep;
  }

  /** `work` resolves with what there is to tell, and throws `Skipped`, or what failed. Returns whether it passed. */
  async step(name: string, work: () => Promise<string>): Promise<boolean> {
    this.#signal.throwIfAborted();
    const begun = performance.now();
    const told = await work().then(
      (detail): Omit<Step, 'name' | 'ms'> => ({ outcome: 'passed', detail: this.#without(detail) }),
      (error: unknown) => this.#explained(error),
    );
    this.#signal.throwIfAborted();
    const step: Step = { name, ms: Math.round(performance.now() - begun), ...told };
    this.steps.push(step);
    this.#onStep(step);
    return step.outcome === 'passed';
  }

  #explained(error: unknown): Omit<Step, 'name' | 'ms'> {
    if (error instanceof Skipped) return { outcome: 'skipped', detail: this.#without(error.message) };
    if (!(error instanceof CodedError)) throw error;
    const words = Object.entries(error.params).map(([name, value]) => `${name} ${value}`);
    return { outcome: 'failed', detail: '', error: { code: error.code, words: this.#without(words.join(', ')) } };
  }

  /** Where a camera stands in a hospital's network is nobody's business. */
  #without(text: string): string {
    return text.replaceAll(this.#address, '(address)').replaceAll(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '(address)');
  }
}
