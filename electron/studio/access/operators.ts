import { inTurn } from '../../base/in-turn.ts';
import { CodedError } from '../../contract/errors.ts';
import type { OperatorChange, OperatorView } from '../../contract/operators.ts';
import type { Vault } from '../../vault/vault.ts';
import type { SessionState } from '../session-state.ts';
import {
  type ChangedSecrets,
  type Operator,
  type OperatorFile,
  operatorFile,
  viewOperator,
  withChange,
} from './operator-list.ts';
import {
  type Cost,
  hashOf,
  isSameHash,
  isSecret,
  isWeaker,
  type KeptSecret,
  keepSecret,
  newHashing,
} from './secrets.ts';
import type { Credentials, Identity, SignIn } from './sign-in.ts';

/** The people of this station, kept in its vault, and the sign-in by their passwords. */
export class Operators implements SignIn {
  readonly takes = ['password', 'badge'] as const;
  readonly #kept: Vault['kept'];
  readonly #cost: Cost;
  readonly #alone = inTurn();
  /** What a password is compared with that can be nobody's: a guess at an unknown name takes as long. */
  readonly #decoy: KeptSecret;
  #file: OperatorFile;
  readonly #isNew: boolean;

  /** Throws `vault-damaged`. */
  static async open(kept: Vault['kept'], cost: Cost): Promise<Operators> {
    return new Operators(kept, cost, await kept.read('operators', operatorFile));
  }

  private constructor(kept: Vault['kept'], cost: Cost, file: OperatorFile | null) {
    this.#kept = kept;
    this.#cost = cost;
    this.#file = file ?? { version: 1, operators: [], charters: {} };
    this.#isNew = file === null;
    this.#decoy = { ...newHashing(cost), hash: Buffer.alloc(32).toString('base64') };
  }

  /**
   * Throws `vault-damaged` where sessions were opened by somebody who had signed in and nothing is kept of anybody: a file that
   * is gone opens no door. `operators add` on the command line, by whoever has the vault's key, puts a head of department back.
   */
  demandNotLost(sessions: readonly SessionState[]): void {
    const lost = this.#isNew && sessions.some(({ opened }) => opened.operatorRole !== undefined);
    const [file, reason] = ['kept/operators.sealed', 'missing'];
    if (lost) throw new CodedError('vault-damaged', { file, reason, problem: `${file}, ${reason}` });
  }

  get isRequired(): boolean {
    return this.#file.operators.length > 0;
  }

  views(): OperatorView[] {
    return this.#file.operators.map(viewOperator);
  }

  has(id: string): boolean {
    return this.#find(id) !== undefined;
  }

  /** Who that is, if they may work here. */
  identityOf(id: string): Identity | null {
    const found = this.#find(id);
    return found && !found.disabled ? { id: found.id, name: found.name, role: found.role } : null;
  }

  async identify(credentials: Credentials): Promise<Identity> {
    if ('token' in credentials) throw new CodedError('sign-in-refused');
    const { who, password } = credentials;
    const named = this.#find(who);
    // Whether the name is known or not, the same is computed.
    const [badge, isRight] = await Promise.all([
      this.#hashOfBadge(who),
      isSecret(password, named?.password ?? this.#decoy),
    ]);
    const owner = named ?? this.#file.operators.find((one) => badge && one.badge && isSameHash(one.badge, badge));
    const isTheirs = named ? isRight : owner !== undefined && (await isSecret(password, owner.password));
    const identity = owner && isTheirs ? this.identityOf(owner.id) : null;
    if (!identity) throw new CodedError('sign-in-refused');
    if (owner && isWeaker(owner.password, this.#cost)) await this.#strengthen(owner.id, password);
    return identity;
  }

  hasPin(id: string): boolean {
    return this.#find(id)?.pin !== undefined;
  }

  async isPin(id: string, pin: string): Promise<boolean> {
    return await isSecret(pin, this.#find(id)?.pin ?? this.#decoy);
  }

  /** Adds an operator or changes one; durable on return. Throws as `withChange`. */
  async save(change: OperatorChange): Promise<void> {
    await this.#change(async (file) => {
      // What is refused is refused before anything is hashed.
      withChange(file.operators, change, change.password === undefined ? {} : { password: this.#decoy });
      const badges = file.badges ?? (change.badge ? newHashing(this.#cost) : undefined);
      const { password, pin, badge } = change;
      const secrets: ChangedSecrets = {
        ...(password === undefined ? {} : { password: await keepSecret(password, this.#cost) }),
        ...(pin === undefined ? {} : { pin: pin === '' ? null : await keepSecret(pin, this.#cost) }),
        ...(badge === undefined ? {} : { badge: badge === '' || !badges ? null : await hashOf(badge, badges) }),
      };
      const operators = withChange(file.operators, change, secrets);
      return { ...file, operators, ...(badges ? { badges } : {}) };
    });
  }

  /** Changes one's own secrets. The caller has made sure who asks. */
  async setSecrets(id: string, change: Pick<OperatorChange, 'password' | 'pin'>): Promise<void> {
    const found = this.#find(id);
    if (found) await this.save({ id, name: found.name, role: found.role, ...change });
  }

  /** Which version of the charter somebody has signed; 0 for none. */
  signedCharter(id: string): number {
    return Object.hasOwn(this.#file.charters, id) ? (this.#file.charters[id]?.version ?? 0) : 0;
  }

  async signCharter(id: string, version: number, at: string): Promise<void> {
    await this.#change(async (file) => ({ ...file, charters: { ...file.charters, [id]: { version, at } } }));
  }

  #find(id: string): Operator | undefined {
    return this.#file.operators.find((one) => one.id === id);
  }

  async #hashOfBadge(typed: string): Promise<string | undefined> {
    const { badges } = this.#file;
    return badges && (await hashOf(typed, badges));
  }

  /** The cost has grown since: now that the password is known, it is hashed anew. */
  async #strengthen(id: string, password: string): Promise<void> {
    const secret = await keepSecret(password, this.#cost);
    await this.#change(async (file) => {
      const operators = file.operators.map((one) => (one.id === id ? { ...one, password: secret } : one));
      return { ...file, operators };
    });
  }

  async #change(make: (file: OperatorFile) => Promise<OperatorFile>): Promise<void> {
    await this.#alone(async () => {
      const next = await make(this.#file);
      await this.#kept.write('operators', next);
      this.#file = next;
    });
  }
}
