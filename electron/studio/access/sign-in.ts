import type { CredentialKind, Role } from '../../contract/operators.ts';

/** Who somebody is, as far as the studio cares. `id` is an `operatorId` of `contract/operators.ts`, and not `station`. */
export type Identity = { id: string; name: string; role: Role };

/**
 * What somebody shows. `who` is an operator's id, or what a badge reader typed: it stands for the name, never for the
 * password. A token is what a hospital's own provider has signed.
 */
export type Credentials = { who: string; password: string } | { token: string };

/** The door. A hospital's own provider (OpenID and the like) takes its place; nothing behind it knows the difference. */
export type SignIn = {
  /** What the page may ask for. */
  readonly takes: readonly CredentialKind[];
  /** False as long as nobody could sign in: then the station works by itself. */
  readonly isRequired: boolean;
  /** Who that is. Throws `sign-in-refused`; for somebody unknown after as long as for a wrong password. */
  identify(credentials: Credentials): Promise<Identity>;
};
