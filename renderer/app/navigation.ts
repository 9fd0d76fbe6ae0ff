import type { Right } from '../../electron/contract/operators.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';
import { isShut } from './gate.ts';

/** Where the page is. `series` names its session: it may be an older one. */
export type Place =
  | { screen: 'today' }
  | { screen: 'deliveries' }
  | { screen: 'room' }
  | { screen: 'vault' }
  | { screen: 'operators' }
  | { screen: 'connections' }
  | { screen: 'audit' }
  | { screen: 'capture' }
  | { screen: 'series'; session: string };

type Seen = Pick<Snapshot, 'session' | 'access'>;

/**
 * Where the page goes when the studio's state changes: to a session that was opened, to the series that just became
 * complete, back to the camera when one of its steps is open again, away from a session that was left. Else it stays; a
 * locked station keeps the place for whoever locked it, a new operator begins anew.
 */
export function follow(place: Place, before: Seen | null, after: Seen): Place {
  const { session, access } = after;
  if (isShut(after)) return access.state === 'locked' ? place : { screen: 'today' };
  if (before?.access.state === 'locked') {
    const same = before.access.operator?.id === access.operator?.id;
    return unlocked(same ? place : { screen: 'today' }, session);
  }
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

/** The place as it was left; to the session from where it was, and for a page that has only seen the lock. */
function unlocked(place: Place, session: Snapshot['session']): Place {
  if (place.screen !== 'capture' && place.screen !== 'today') return place;
  if (!session || (session.phase === 'closed' && place.screen === 'today')) return { screen: 'today' };
  return session.current === null ? { screen: 'series', session: session.id } : { screen: 'capture' };
}

/** Where whoever is at work may be: those who work with no patient have the department's screens alone. */
export function permitted(place: Place, { access: { rights } }: Pick<Snapshot, 'access'>): Place {
  const needed = needs[place.screen];
  if (needed ? rights.includes(needed) : isOfDepartment(place) || rights.includes('shoot')) return place;
  return { screen: rights.includes('audit') && !rights.includes('shoot') ? 'audit' : 'vault' };
}

/** What a screen asks for beyond what all of its kind do. */
const needs: Partial<Record<Place['screen'], Right>> = { audit: 'audit', connections: 'configure' };

/** The screens of what holds for all that work here. */
export function isOfDepartment({ screen }: Place): boolean {
  return screen === 'vault' || screen === 'operators' || screen === 'connections' || screen === 'audit';
}
