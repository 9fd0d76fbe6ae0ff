import type { Snapshot } from '../../electron/contract/studio.ts';

/** Where the page is. `series` names its session: it may be an older one. */
export type Place =
  | { screen: 'today' }
  | { screen: 'deliveries' }
  | { screen: 'room' }
  | { screen: 'capture' }
  | { screen: 'series'; session: string };

type Seen = Pick<Snapshot, 'session'>;

/**
 * Where the page goes when the studio's state changes: to a session that was opened, to the series that just became
 * complete, back to the camera when one of its steps is open again, away from a session that was left. Else it stays.
 */
export function follow(place: Place, before: Seen | null, after: Seen): Place {
  const session = after.session;
  if (!session) return place.screen === 'capture' ? { screen: 'today' } : place;
  const previous = before?.session;
  const finished = session.current === null;
  if (previous?.id !== session.id) {
    if (session.phase === 'closed') return before ? place : { screen: 'today' };
    return finished ? { screen: 'series', session: session.id } : { screen: 'capture' };
  }
  if (place.screen === 'capture' && finished) return { screen: 'series', session: session.id };
  const here = place.screen === 'series' && place.session === session.id;
  if (here && previous.current === null && !finished) return { screen: 'capture' };
  return place;
}
