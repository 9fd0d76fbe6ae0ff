import type { Snapshot } from '../../electron/contract/snapshot.ts';
import { isBlocked, isUp } from './commands.ts';

export type Sound = 'pressed' | 'saved' | 'blocked' | 'lost' | 'count';

type Heard = Pick<Snapshot, 'session' | 'camera'>;

/** What a change of the studio's state sounds like. A page that has just begun to look has heard nothing. */
export function soundsOf(before: Heard | null, after: Heard): Sound[] {
  if (!before) return [];
  const sounds: Sound[] = [];
  const gone = after.camera.state === 'lost' || after.camera.state === 'failed';
  if (isUp(before.camera) && gone) sounds.push('lost');
  if (!before.session || before.session.id !== after.session?.id) return sounds;
  for (const shot of after.session.shots) {
    const was = before.session.shots.find(({ id }) => id === shot.id);
    const judged = shot.state === 'checked' && was?.state !== 'checked' && !isDecided(was?.state);
    if (judged && isBlocked(shot)) sounds.push('blocked');
    else if (shot.state === 'failed' && was?.state !== 'failed') sounds.push('blocked');
    else if (judged) sounds.push('saved');
  }
  return sounds;
}

function isDecided(state: string | undefined): boolean {
  return state === 'accepted' || state === 'rejected';
}
