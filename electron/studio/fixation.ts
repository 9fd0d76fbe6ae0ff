import { type FixationView, fixationContract } from '../contract/fixation.ts';
import type { RoomSettings } from '../contract/room.ts';
import { answer, type Wire } from '../contract/rpc.ts';
import { nextToPhotograph } from './session-fold.ts';
import type { SessionState } from './session-state.ts';

/** Where the patient is to look for the next picture; blank where there is none, or where its step does not say. */
export function viewFixation(session: SessionState | undefined, { fixation }: RoomSettings): FixationView {
  const step = session && nextToPhotograph(session);
  return { target: step?.fixation ?? null, display: fixation };
}

/**
 * The screens in front of the patient. Each is told the whole view when it comes, and again when it has changed; it is told
 * nothing else.
 */
export class FixationScreens {
  readonly #view: () => FixationView;
  readonly #unexpected: (error: unknown, call: string) => string;
  /** Each with what it was told last. */
  readonly #screens = new Map<(view: FixationView) => void, string>();

  constructor(view: () => FixationView, unexpected: (error: unknown, call: string) => string) {
    this.#view = view;
    this.#unexpected = unexpected;
  }

  attach(wire: Wire): void {
    const server = answer(wire, fixationContract, {}, this.#unexpected);
    const tell = (view: FixationView): void => server.emit('view', view);
    this.#screens.set(tell, '');
    wire.onClose(() => this.#screens.delete(tell));
    this.tell();
  }

  /** Something has changed, perhaps this. */
  tell(): void {
    const view = this.#view();
    const text = JSON.stringify(view);
    for (const [tell, told] of this.#screens) {
      if (text === told) continue;
      this.#screens.set(tell, text);
      tell(view);
    }
  }
}
