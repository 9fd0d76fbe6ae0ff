/** What one pedal says. */
export type Gesture = 'press' | 'long' | 'double';

/** Held for as long, a press is a long one: it is told at this moment, not when the foot is lifted. */
export const longPressMs = 500;
/** From the release of a press to the next one, so that both are one double press. */
export const doublePressMs = 350;
/** A contact that closes again within this time has bounced: nobody's foot is that quick. */
export const bounceMs = 30;

/** Times in milliseconds on one clock; `pressedMs` is when the last short press was released, until it is too old to matter. */
export type PedalState = { down: 'no' | 'since' | 'spent'; downMs: number; pressedMs: number };
export type PedalEvent = { kind: 'down' | 'up' | 'held' | 'lost'; atMs: number };

export const atRest: PedalState = { down: 'no', downMs: 0, pressedMs: Number.NEGATIVE_INFINITY };

/**
 * One event further. A press is told when the pedal comes up: only then is it known not to be a long one, which must not
 * photograph. So the shutter follows the release, later than the sole by the tenth of a second that a tap lasts, and by no
 * timer. The second press of a double one is told as it goes down. `held` is to be fed `longPressMs` after each `down`;
 * `lost` says that the release will not be seen.
 */
export function onPedal(state: PedalState, { kind, atMs }: PedalEvent): [PedalState, Gesture | null] {
  switch (kind) {
    case 'down': {
      if (state.down !== 'no') return [state, null];
      const since = atMs - state.pressedMs;
      if (since < bounceMs) return [{ ...state, down: 'spent', downMs: atMs }, null];
      if (since <= doublePressMs) return [{ ...atRest, down: 'spent', downMs: atMs }, 'double'];
      return [{ ...atRest, down: 'since', downMs: atMs }, null];
    }
    case 'held':
      if (state.down !== 'since') return [state, null];
      return [{ ...atRest, down: 'spent', downMs: state.downMs }, 'long'];
    case 'up':
      if (state.down === 'since') return [{ ...atRest, pressedMs: atMs }, 'press'];
      return [{ ...state, down: 'no' }, null];
    case 'lost':
      return [atRest, null];
  }
}
