import { CodedError } from '../../contract/errors.ts';
import type { AccessView, Right } from '../../contract/operators.ts';
import type { Handlers } from '../../contract/rpc.ts';
import type { studioContract } from '../../contract/studio.ts';

export type StudioCall = keyof Handlers<typeof studioContract>;

/**
 * Who may make a call: whoever has the right · `watching` anybody, and nobody need be there for it · `anybody` · `operator`
 * whoever is signed in · `signed` whoever has signed the charter too · `founder` as `configure`, and the station itself as
 * long as nobody is defined.
 */
export type Demand = Right | 'watching' | 'anybody' | 'operator' | 'signed' | 'founder';

/** The worklist of rights, whole: what each call of a page demands. */
export const callRights: Readonly<Record<StudioCall, Demand>> = {
  'session.open': 'shoot',
  'session.resume': 'shoot',
  'session.pause': 'shoot',
  'session.close': 'shoot',
  'session.discontinue': 'shoot',
  'session.contents': 'shoot',
  'patient.correct': 'shoot',
  'document.attach': 'shoot',
  'worklist.refresh': 'shoot',
  'worklist.find': 'shoot',
  'connections.set': 'configure',
  'connections.check': 'configure',
  'delivery.send': 'send',
  'delivery.urgent': 'send',
  'outbox.pause': 'send',
  'session.undo': 'accept',
  'session.hold': 'hold',
  'shot.take': 'shoot',
  'shot.accept': 'accept',
  'shot.retake': 'accept',
  'shot.choose': 'accept',
  'step.add': 'shoot',
  'step.select': 'shoot',
  'step.skip': 'shoot',
  'step.defer': 'shoot',
  'camera.reconnect': 'shoot',
  'camera.free': 'shoot',
  'camera.focus': 'shoot',
  'camera.autofocus': 'shoot',
  'camera.zoom': 'shoot',
  'trigger.reconnect': 'shoot',
  'liveview.want': 'watching',
  'room.detect': 'room',
  'room.assign': 'room',
  'room.set': 'room',
  'preferences.set': 'signed',
  'outbox.retry': 'send',
  'store.check': 'signed',
  'operator.sign-in': 'anybody',
  'operator.unlock': 'anybody',
  'operator.lock': 'anybody',
  'operator.active': 'anybody',
  'operator.sign-out': 'operator',
  'operator.sign-charter': 'operator',
  'operator.secrets': 'signed',
  'operator.save': 'founder',
  'recovery.show': 'founder',
  'recovery.confirm': 'founder',
  'department.set': 'configure',
  'retention.list': 'purge',
  'retention.purge': 'purge',
  'audit.read': 'audit',
};

/** How things stand at a call. */
export type Standing = { state: AccessView['state']; charterDue: boolean; rights: readonly Right[] };

/** Why a call may not be made now; null where it may. */
export function refusalOf(demand: Demand, { state, charterDue, rights }: Standing): CodedError | null {
  if (demand === 'watching' || demand === 'anybody') return null;
  if (state === 'signed-out') return new CodedError('sign-in-needed');
  if (state === 'locked') return new CodedError('station-locked');
  if (demand === 'operator') return null;
  if (charterDue) return new CodedError('charter-unsigned');
  if (demand === 'signed' || (demand === 'founder' && state === 'station')) return null;
  const right = demand === 'founder' ? 'configure' : demand;
  return rights.includes(right) ? null : new CodedError('right-missing', { right });
}

/** These change how the station works, for everybody. */
export const configuring: ReadonlySet<string> = new Set<StudioCall>([
  'room.assign',
  'room.set',
  'department.set',
  'connections.set',
]);
