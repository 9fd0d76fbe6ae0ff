import { z } from 'zod';
import { personName } from './patient.ts';
import { dataId, localText } from './text.ts';

export const roles = ['photographer', 'orthoptist', 'dentist', 'department-head', 'auditor'] as const;
export type Role = (typeof roles)[number];

/**
 * What somebody may do. `shoot` opens, leads and closes sessions · `accept` decides which picture stands · `send` lets
 * deliveries run again · `room` says which cameras, lights and keys the room has · `export` takes pictures out ·
 * `configure` changes the department's rules and its operators · `hold` puts a series on legal hold and takes it off ·
 * `purge` lets go of originals that nothing holds any more · `audit` reads the trail.
 */
export const rights = ['shoot', 'accept', 'send', 'room', 'export', 'configure', 'hold', 'purge', 'audit'] as const;
export type Right = (typeof rights)[number];

const photographing = ['shoot', 'accept', 'send', 'room', 'export'] as const;

/** The whole of it: who may do what. A station on which nobody was defined works as `station`. */
export const rightsOf: Readonly<Record<Role | 'station', readonly Right[]>> = {
  station: photographing,
  photographer: photographing,
  orthoptist: photographing,
  dentist: photographing,
  'department-head': [...photographing, 'configure', 'hold', 'purge', 'audit'],
  auditor: ['audit'],
};

/** An operator's name on this station: part of journals, of the audit trail and of the command line. */
export const operatorId = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,31}$/);

export const password = z.string().min(10).max(200);
/** By what one may show who one is. A badge stands for the name alone; a token comes from a hospital's own provider. */
export const credentialKinds = ['password', 'badge', 'token'] as const;
export type CredentialKind = (typeof credentialKinds)[number];
export const token = z.string().min(1).max(8192);

export const pin = z.string().regex(/^\d{4,8}$/);
/** What a badge reader types before Enter. */
export const badge = z.string().min(4).max(64);

/** An operator as pages show one: no secret, and nothing that one could be made from. */
export const operatorView = z.object({
  id: operatorId,
  /** As it is printed on a sheet and written into DICOM. */
  name: z.string(),
  role: z.enum(roles),
  pin: z.boolean(),
  badge: z.boolean(),
  /** May not sign in any more; what was done stays under this name. */
  disabled: z.boolean(),
});
export type OperatorView = z.infer<typeof operatorView>;

/** What `operator.save` is given: a new operator, or what changes of one. Secrets that are absent stay as they are. */
export const operatorChange = z.strictObject({
  id: operatorId,
  /** Stands in each DICOM object as a person's name. */
  name: personName.max(64),
  role: z.enum(roles),
  password: password.optional(),
  /** Empty takes it away. */
  pin: z.union([pin, z.literal('')]).optional(),
  badge: z.union([badge, z.literal('')]).optional(),
  disabled: z.boolean().optional(),
});
export type OperatorChange = z.infer<typeof operatorChange>;

/**
 * Who is at work. `station`: nobody has been defined, and everything runs as the station itself · `signed-out` · `locked`:
 * the operator has gone or was idle; the session stays where it is · `signed-in`. Signed out and locked, a snapshot tells of
 * no patient.
 */
export const accessView = z.object({
  state: z.enum(['station', 'signed-out', 'locked', 'signed-in']),
  operator: z.object({ id: operatorId, name: z.string(), role: z.enum(roles) }).nullable(),
  /** What may be done now: none while nobody is signed in, or the charter is not signed. */
  rights: z.array(z.enum(rights)),
  /** What a sign-in takes here. */
  credentials: z.array(z.enum(credentialKinds)),
  /** Everybody who was defined; on a station without any, none. */
  operators: z.array(operatorView),
  /** Locked, and a PIN suffices until then (date and time). */
  pinUntil: z.string().optional(),
  /** What the operator has to sign before anything else. */
  charter: z.object({ version: z.number().int(), title: localText, text: localText }).nullable(),
});
export type AccessView = z.infer<typeof accessView>;

/** A text that operators sign, once for each version. */
export const charter = z.strictObject({
  id: dataId,
  version: z.number().int().positive(),
  title: localText,
  text: localText,
});
export type Charter = z.infer<typeof charter>;
