import { type GhostMode, ghostModes } from '../../../electron/contract/preferences.ts';
import type { StepView } from '../../../electron/contract/session-view.ts';
import { shownStep } from '../../app/commands.ts';
import { prefer } from '../../app/prefer.ts';
import { after } from '../../app/preferences.ts';
import { usePage } from '../../app/store.ts';
import { nextPrior } from './ghost-of.ts';
import { asFound, type Laying, lay } from './ghost-state.ts';
import { levelled, moved } from './placement.ts';

/** From a hint of the earlier picture to a hint of live view. */
const opacities = [0.2, 0.4, 0.6, 0.8] as const;

export function nextGhostMode(): void {
  prefer(({ ghost }) => ({ ghost: { ...ghost, mode: after<GhostMode>(ghostModes, ghost.mode) } }));
}

export function nextGhostOpacity(): void {
  prefer(({ ghost }) => {
    const next = opacities.find((opacity) => opacity > ghost.opacity + 0.01) ?? opacities[0];
    return { ghost: { ...ghost, opacity: next } };
  });
}

/** Another earlier picture of the same view. */
export function nextGhostPicture(): void {
  change((laying, step) => ({ ...asFound, shot: nextPrior(step, laying)?.shot ?? null }));
}

/** Moves the ghost by one arrow; with `level` the arrows left and right turn it instead. */
export function nudgeGhost(right: number, down: number, level: boolean): void {
  change((laying) => ({
    ...laying,
    nudge: level ? levelled(laying.nudge, right) : moved(laying.nudge, right, down),
  }));
}

/** As it was taken: nothing moved, nothing levelled. */
export function resetGhost(): void {
  change(({ shot }) => ({ ...asFound, shot }));
}

function change(next: (laying: Laying, step: StepView) => Laying): void {
  const { preferences, snapshot } = usePage.getState();
  const session = snapshot?.session;
  const step = session && shownStep(session);
  if (!step || preferences.ghost.mode === 'off') return;
  lay(session.id, step.id, (laying) => next(laying, step));
}
