import { type Clock, timestamp } from '../../base/clock.ts';
import { inTurn } from '../../base/in-turn.ts';
import type { AuditEvent } from '../../contract/audit.ts';
import { CodedError, hasCode } from '../../contract/errors.ts';
import { type AccessView, type Charter, type OperatorChange, type Right, rightsOf } from '../../contract/operators.ts';
import type { DepartmentRules } from '../department-rules.ts';
import type { AuditPort } from '../ports.ts';
import { AccessTrail, type Actor } from './access-trail.ts';
import type { AtWork } from './at-work.ts';
import { type Demand, refusalOf } from './call-rights.ts';
import { Door } from './door.ts';
import { IdleLock } from './idle-lock.ts';
import type { Operators } from './operators.ts';
import { Shift } from './shift.ts';
import type { Credentials, Identity, SignIn } from './sign-in.ts';

export type AccessDeps = {
  operators: Operators;
  /** Another door than the operators' own passwords. */
  signIn?: SignIn | undefined;
  charter: Charter;
  department: DepartmentRules;
  audit: Pick<AuditPort, 'owe' | 'settle'>;
  clock: Clock;
  /** Under this name the station works as long as nobody is defined. */
  operator: string;
  /** Whether no picture is being made. */
  isResting(): boolean;
  /** Puts the session aside. Throws `not-now` while a picture is being made. */
  leave(): Promise<void>;
  onChange(): void;
};

/** Who is at work on this station, one at a time for all of its pages, and what they may do. */
export class Access {
  readonly #deps: AccessDeps;
  readonly #signIn: SignIn;
  readonly #trail: AccessTrail;
  readonly #door: Door;
  readonly #idle: IdleLock;
  readonly #alone = inTurn();
  #guarded = false;
  #shift: Shift | null = null;
  #locked = false;

  constructor(deps: AccessDeps) {
    const { operators, department, audit, clock, isResting } = deps;
    this.#deps = deps;
    this.#signIn = deps.signIn ?? operators;
    this.#trail = new AccessTrail(audit);
    this.#door = new Door(this.#signIn, (id) => operators.has(id), this.#trail, clock);
    const idleMs = (): number => department.current.idleMinutes * 60_000;
    this.#idle = new IdleLock({ clock, idleMs, isResting, lock: () => void this.lock() });
  }

  get state(): AccessView['state'] {
    if (this.#shift) return this.#locked ? 'locked' : 'signed-in';
    return this.#signIn.isRequired ? 'signed-out' : 'station';
  }

  /** As journals have it: whoever has the station, locked or not. A body's own shutter is theirs too. */
  get atWork(): AtWork {
    if (!this.#shift) return { operator: this.#deps.operator };
    const { id, name, role } = this.#shift.who;
    return { operator: id, operatorName: name, operatorRole: role };
  }

  /** The same as the audit trail has it. */
  get actor(): Actor {
    if (this.#shift) return { operator: this.#shift.who.id, role: this.#shift.who.role };
    return { operator: this.state === 'station' ? 'station' : '' };
  }

  get rights(): readonly Right[] {
    if (this.state === 'station') return rightsOf.station;
    return this.#shift && !this.#locked && !this.#charterDue ? rightsOf[this.#shift.who.role] : [];
  }

  /** Whether patients may be shown now: never to those who do not work with them. */
  get seesPatients(): boolean {
    return this.rights.includes('shoot');
  }

  view(): AccessView {
    const { operators, department } = this.#deps;
    const shift = this.#shift;
    const mayTakePin = shift !== null && this.#locked && operators.hasPin(shift.who.id);
    const pinUntil = mayTakePin ? shift.pinUntil(department.current.shiftHours) : undefined;
    const { id: _id, ...charter } = this.#deps.charter;
    return {
      state: this.state,
      operator: shift?.who ?? null,
      rights: [...this.rights],
      credentials: [...this.#signIn.takes],
      operators: operators.views(),
      ...(pinUntil === undefined ? {} : { pinUntil }),
      charter: this.state === 'signed-in' && this.#charterDue ? charter : null,
    };
  }

  /** Throws `sign-in-needed`, `station-locked`, `charter-unsigned`, `right-missing`. */
  demand(demand: Demand): void {
    const refusal = refusalOf(demand, { state: this.state, charterDue: this.#charterDue, rights: this.rights });
    if (refusal) throw refusal;
  }

  /** As `demand`, of one call: a refusal is written down, and who calls is there. */
  async admit(call: string, demand: Demand): Promise<void> {
    this.#idle.noteWake();
    try {
      this.demand(demand);
    } catch (error) {
      if (error instanceof CodedError) await this.#trail.noteRefusal(this.actor, call, error.code);
      throw error;
    }
    if (demand !== 'watching') this.touch();
  }

  /** From here on pages show what is here: nobody leaves it open. */
  guard(): void {
    this.#guarded = true;
    this.touch();
  }

  /** Somebody is there. */
  touch(): void {
    if (this.#guarded && this.state === 'signed-in') this.#idle.touch();
  }

  /** A picture may have come to its review. */
  noteRest(): void {
    this.#idle.noteRest();
  }

  /** Begins a shift, or takes over. Throws `sign-in-refused`, `sign-in-slowed`. The session stays where it is. */
  async signIn(credentials: Credentials): Promise<void> {
    await this.#alone(async () => {
      const who = await this.#door.identify(credentials, 'sign-in');
      if (this.#shift && this.#shift.who.id !== who.id) await this.#note('signed-out');
      this.#begin(who);
      await this.#note('sign-in');
    });
  }

  /** Goes on after a lock. Throws as `signIn`, and `password-needed` where a PIN does not suffice. */
  async unlock(shown: { pin: string } | { password: string } | { token: string }): Promise<void> {
    await this.#alone(async () => {
      const shift = this.#shift;
      if (!shift) throw new CodedError('sign-in-needed');
      if (!this.#locked) throw new CodedError('not-now', { command: 'unlock', phase: this.state });
      if ('pin' in shown) await this.#tryPin(shift, shown.pin);
      else await this.#identifyAs(shift.who.id, shown);
      this.#enter({ locked: false });
      await this.#note('unlocked');
    });
  }

  /** The session stays where it is, and a picture that is being made is finished. */
  async lock(): Promise<void> {
    if (this.state !== 'signed-in') return;
    this.#enter({ locked: true });
    await this.#note('locked');
  }

  /**
   * Puts the session aside. Throws `not-now` while a picture is being made; whatever else keeps the session from being put aside is
   * thrown once nobody is signed in any more.
   */
  async signOut(): Promise<void> {
    await this.#alone(async () => {
      if (!this.#shift) return;
      const left = await this.#deps.leave().catch((error: unknown) => ({ error }));
      if (left && hasCode(left.error, 'not-now')) throw left.error;
      await this.#note('signed-out');
      this.#shift = null;
      this.#enter({ locked: false });
      if (left) throw left.error;
    });
  }

  /** Throws `bad-input` for another version than the one that is shown. */
  async signCharter(version: number): Promise<void> {
    const { charter, operators, clock, onChange } = this.#deps;
    const who = this.#shift?.who;
    if (version !== charter.version)
      throw new CodedError('bad-input', { call: 'operator.sign-charter', at: 'version' });
    if (!who) throw new CodedError('sign-in-needed');
    await this.#trail.settle();
    await operators.signCharter(who.id, version, timestamp(clock));
    onChange();
    await this.#note('charter-signed', `${charter.id}-${version}`);
  }

  /**
   * See `operator.save`. With the first one the station's own rights end, also for whoever called at the same time; its session
   * stays where it is. Throws as `demand`.
   */
  async saveOperator(change: OperatorChange): Promise<void> {
    await this.#alone(async () => {
      const operators = this.#demandOwnOperators();
      this.demand('founder');
      const by = this.actor;
      await this.#trail.settle();
      await operators.save(change);
      await this.#trail.note(by, { event: 'operator-changed', outcome: 'success', about: change.id });
      if (this.#shift?.who.id === change.id) {
        const who = operators.identityOf(change.id);
        if (who) this.#shift.rename(who);
        else this.#shift = null;
      }
      // A password takes its time to be hashed: the screen may have been locked meanwhile.
      this.#enter({ locked: this.#locked && this.#shift !== null });
    });
  }

  /** See `operator.secrets`. */
  async changeSecrets(change: { password: string; newPassword?: string; pin?: string }): Promise<void> {
    await this.#alone(async () => {
      const operators = this.#demandOwnOperators();
      const id = this.#shift?.who.id;
      if (id === undefined) throw new CodedError('sign-in-needed');
      await this.#door.identify({ who: id, password: change.password }, 'operator-changed');
      await this.#trail.settle();
      await operators.setSecrets(id, { password: change.newPassword, pin: change.pin });
      this.#deps.onChange();
      await this.#note('operator-changed', id);
    });
  }

  /** Changes how the station works, for everybody. `what` is identifiers. Throws the vault's codes: then nothing was changed. */
  async configure<T>(what: string, change: () => T): Promise<Awaited<T>> {
    await this.#trail.settle();
    const changed = await change();
    // How long nobody may be there, too.
    this.touch();
    this.#deps.onChange();
    await this.#note('configuration-changed', what);
    return changed;
  }

  /** Nothing locks by itself any more. */
  close(): void {
    this.#idle.stop();
  }

  get #charterDue(): boolean {
    const { operators, charter } = this.#deps;
    return this.#shift !== null && operators.signedCharter(this.#shift.who.id) !== charter.version;
  }

  #begin(who: Identity): void {
    this.#shift = new Shift(who, this.#deps.clock);
    this.#enter({ locked: false });
  }

  #enter({ locked }: { locked: boolean }): void {
    this.#locked = locked;
    this.#trail.turnPage();
    if (this.state === 'signed-in') this.touch();
    else this.#idle.stop();
    this.#deps.onChange();
  }

  async #tryPin(shift: Shift, pin: string): Promise<void> {
    const { operators, department } = this.#deps;
    const { id } = shift.who;
    const takesPin = (): boolean => operators.hasPin(id) && shift.takesPin(department.current.shiftHours);
    if (!takesPin()) throw await this.#refuse('password-needed');
    if (await operators.isPin(id, pin)) return shift.noteRightPin();
    shift.noteWrongPin();
    this.#deps.onChange();
    throw await this.#refuse(takesPin() ? 'sign-in-refused' : 'password-needed');
  }

  /** The same person, by more than a PIN: a new shift. */
  async #identifyAs(id: string, shown: { password: string } | { token: string }): Promise<void> {
    const who = await this.#door.identify('token' in shown ? shown : { who: id, ...shown }, 'unlocked');
    if (who.id !== id) throw await this.#refuse('sign-in-refused');
    this.#begin(who);
  }

  /** Who is defined elsewhere is changed elsewhere. */
  #demandOwnOperators(): Operators {
    const { operators } = this.#deps;
    if (this.#signIn !== operators) throw new CodedError('not-now', { command: 'operator', phase: 'provider' });
    return operators;
  }

  async #refuse(code: 'sign-in-refused' | 'password-needed'): Promise<CodedError> {
    await this.#trail.note(this.actor, { event: 'unlocked', outcome: 'refused', code });
    return new CodedError(code);
  }

  async #note(event: AuditEvent, about?: string): Promise<void> {
    await this.#trail.note(this.actor, { event, outcome: 'success', ...(about === undefined ? {} : { about }) });
  }
}
