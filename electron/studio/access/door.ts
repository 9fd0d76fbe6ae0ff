import type { Clock } from '../../base/clock.ts';
import type { AuditEvent } from '../../contract/audit.ts';
import { CodedError, hasCode } from '../../contract/errors.ts';
import type { AccessTrail } from './access-trail.ts';
import { isNameOfSomebody } from './operator-list.ts';
import type { Credentials, Identity, SignIn } from './sign-in.ts';
import { Throttle } from './throttle.ts';

/** A sign-in that slows down who guesses, and writes down who was refused. */
export class Door {
  readonly #signIn: SignIn;
  readonly #isKnown: (id: string) => boolean;
  readonly #trail: AccessTrail;
  readonly #throttle: Throttle;

  constructor(signIn: SignIn, isKnown: (id: string) => boolean, trail: AccessTrail, clock: Clock) {
    this.#signIn = signIn;
    this.#isKnown = isKnown;
    this.#trail = trail;
    this.#throttle = new Throttle(clock);
  }

  /**
   * Call one at a time. `event`: what it is for. Throws `sign-in-refused`, `sign-in-slowed`, and `bad-input` where a provider
   * calls somebody what neither the trail nor a journal takes.
   */
  async identify(credentials: Credentials, event: AuditEvent): Promise<Identity> {
    // A name that nobody has may be a password that was typed in the wrong place: it is not written down.
    const claimed = 'who' in credentials && this.#isKnown(credentials.who) ? credentials.who : '';
    this.#throttle.demand(claimed);
    try {
      const who = await this.#signIn.identify(credentials);
      if (!isNameOfSomebody(who.id)) throw new CodedError('bad-input', { call: event, at: 'id' });
      this.#throttle.forgive(claimed, who.id);
      return who;
    } catch (error) {
      if (hasCode(error, 'sign-in-refused')) {
        this.#throttle.fail(claimed);
        await this.#trail.note({ operator: claimed }, { event, outcome: 'refused', code: error.code });
      }
      throw error;
    }
  }
}
