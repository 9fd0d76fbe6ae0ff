import type { SessionView, ShotView } from '../../electron/contract/session-view.ts';

/** The pictures of a step that are in the vault, oldest first: what the best is chosen of. */
export function triesOf(session: SessionView, step: string | undefined): ShotView[] {
  return session.shots.filter((shot) => shot.step === step && shot.bytes !== undefined);
}
