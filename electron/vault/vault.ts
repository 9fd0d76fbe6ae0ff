import { join } from 'node:path';
import { type FileSystem, nodeFileSystem } from '../base/file-system.ts';
import { CodedError } from '../contract/errors.ts';
import type { OutboxJob, SessionRecord } from '../contract/journal.ts';
import { AuditTrail } from './audit/audit-trail.ts';
import { jobsGone, shortened, witnesses } from './audit/witnesses.ts';
import { type Damage, damagedError, type Recovery } from './damage.ts';
import { KeptValues } from './kept-values.ts';
import { OutboxFiles } from './outbox-files.ts';
import { PriorCache } from './prior-cache.ts';
import { recover } from './recovery.ts';
import type { RecoveryKey } from './recovery-key.ts';
import { SealedFiles } from './sealing/sealed-files.ts';
import { type Original, readOriginalOf, SessionFolder } from './session-folder.ts';
import { Storage } from './storage.ts';
import { type Unlocked, type UnlockOptions, unlock } from './unlocking.ts';
import { lockVault } from './vault-lock.ts';

export type VaultStatus = {
  sessions: number;
  originals: number;
  bytes: number;
  jobs: Record<OutboxJob['state'], number>;
  /** Sessions and jobs that cannot be read; `check()` names them and damaged pictures too. */
  damaged: number;
  quarantined: number;
  /** Earlier pictures out of the archives that are cached. */
  priors: { pictures: number; bytes: number };
  freeBytes: number;
};

/**
 * Where everything that happened is kept. Whatever a call acknowledges survives a crash and a power cut; whatever it
 * refuses is not there. Writing throws `vault-full` or `vault-write-failed`, reading `vault-damaged` with file and line.
 */
export type Vault = {
  readonly dir: string;
  /** What this opening put in order after a crash. */
  readonly recovery: Recovery;
  /** The key store that has the station's key. */
  readonly keyStore: string;
  readonly recoveryKey: RecoveryKey;
  /**
   * Shows that the recovery key is kept, by the key itself as somebody typed it from paper. Throws `recovery-key-wrong`; on
   * return it is shown no more.
   */
  confirmRecovery(typed: string): Promise<void>;
  /** Begins a session with its `session-opened` record. */
  createSession(opened: SessionRecord): Promise<void>;
  /**
   * Adds a record. Throws `session-unknown`, and `bad-input` for a record that its schema refuses or that names a file
   * which was not stored here. A purge of a session on hold is refused with `session-held`, of an open one with
   * `session-not-finished`.
   */
  append(sessionId: string, record: SessionRecord): Promise<void>;
  read(sessionId: string): Promise<SessionRecord[]>;
  /** Ids of the sessions that can be read; those that cannot are in `damaged()`. */
  sessions(): string[];
  /** What opening has found, and jobs that could not be read since; `check()` finds damaged pictures too. */
  damaged(): Damage[];
  /** Names of what a crash left and no journal knows. */
  quarantined(): Promise<string[]>;
  /**
   * The one door through which pictures enter. On return the bytes are on the disk and were read back equal. The same
   * bytes under the same name are accepted again; others are refused. Throws `bad-input` if `sha256` is not theirs.
   */
  storeOriginal(sessionId: string, name: string, data: Uint8Array, sha256: string): Promise<Original>;
  /**
   * The bytes, equal to `sha256`, or without one to what was stored. With it, also those of a session whose journal is
   * damaged. Throws `vault-damaged`, and `original-purged`.
   */
  readOriginal(sessionId: string, name: string, sha256?: string): Promise<Uint8Array>;
  /**
   * Removes the originals of which the session's journal says that they were purged. On return they are gone; what a crash
   * leaves of them, the next opening removes. Returns how many files there were.
   */
  removePurged(sessionId: string): Promise<number>;
  /** Adds or replaces an upload job. */
  saveJob(job: OutboxJob): Promise<void>;
  /** All readable jobs, oldest first. */
  jobs(): Promise<OutboxJob[]>;
  /** Who may work here, and the department's rules. */
  readonly kept: Pick<KeptValues, 'read' | 'write'>;
  /** Earlier pictures out of the hospital's archives: a cache, which nothing is lost with. */
  readonly priors: Omit<PriorCache, 'tidy' | 'idle'>;
  /** Who did what, and when. */
  readonly audit: Omit<AuditTrail, 'close'>;
  status(): Promise<VaultStatus>;
  /** Opens every file, and re-hashes every original. Cached pictures that do not open are forgotten: they are no damage. */
  check(): Promise<{ checked: number; damaged: Damage[] }>;
  /** Waits for what is under way, then lets another process in. */
  close(): Promise<void>;
};

/**
 * Opens the vault in `dir` with the key that `keys` has, making it if there is none, and recovers from a crash. Throws
 * `vault-locked` with the holder's pid, what `unlock` throws, `vault-read-only`, `vault-full`, `vault-write-failed`.
 */
export async function openVault(dir: string, options: UnlockOptions & { fs?: FileSystem | undefined }): Promise<Vault> {
  const { clock, log, fs = nodeFileSystem } = options;
  const storage = new Storage(fs);
  await makeWritable(storage, dir);
  const leave = await lockVault(join(dir, 'lock'));
  try {
    const unlocked = await unlock(storage, dir, options);
    const files = new SealedFiles(storage, dir, unlocked.keyring);
    const { sessions, damaged, recovery } = await recover(files, log);
    const outbox = new OutboxFiles(files);
    const kept = new KeptValues(files);
    const priors = new PriorCache(files);
    const audit = await AuditTrail.open({
      ...{ files, clock, log },
      witnesses: () => witnesses(sessions, outbox),
      recordsOf: (id) => sessions.get(id)?.count,
    });
    damaged.push(...audit.opening.damaged);
    await noteRecovery(audit, recovery);
    log.info('vault-opened', { count: sessions.size });
    return new OpenVault({
      dir,
      files,
      unlocked,
      sessions,
      damaged,
      recovery,
      outbox,
      kept,
      priors,
      audit: audit.trail,
      leave,
    });
  } catch (error) {
    await leave();
    throw error;
  }
}

/** The folder, and why nothing can be put into it where that is so. */
async function makeWritable(storage: Storage, dir: string): Promise<void> {
  try {
    await storage.makeFolder(dir);
  } catch (error) {
    const reason = error instanceof CodedError ? error.params.reason : undefined;
    if (reason !== 'EROFS' && reason !== 'EACCES') throw error;
    throw new CodedError('vault-read-only', { reason }, { cause: error });
  }
}

/** What opening put in order is itself something that happened. */
async function noteRecovery(
  { trail, opening }: Awaited<ReturnType<typeof AuditTrail.open>>,
  recovery: Recovery,
): Promise<void> {
  recovery.removed += opening.removed;
  if (opening.torn) recovery.cut += 1;
  const count = recovery.removed + recovery.cut + recovery.quarantined.length;
  const recovered = { event: 'vault-recovered', operator: '' } as const;
  if (count > 0) await trail.owe({ ...recovered, outcome: 'success', count });
  if (opening.damaged.length > 0) await trail.owe({ ...recovered, outcome: 'failed', code: 'audit-broken' });
}

type Opened = {
  dir: string;
  files: SealedFiles;
  unlocked: Unlocked;
  sessions: Map<string, SessionFolder>;
  damaged: Damage[];
  recovery: Recovery;
  outbox: OutboxFiles;
  kept: KeptValues;
  priors: PriorCache;
  audit: AuditTrail;
  leave(): Promise<void>;
};

class OpenVault implements Vault {
  readonly #opened: Opened;
  readonly #creating = new Map<string, Promise<SessionFolder>>();
  #closed = false;

  constructor(opened: Opened) {
    this.#opened = opened;
  }

  get dir(): string {
    return this.#opened.dir;
  }

  get recovery(): Recovery {
    return this.#opened.recovery;
  }

  get keyStore(): string {
    return this.#opened.unlocked.keyStore;
  }

  get recoveryKey(): RecoveryKey {
    return this.#opened.unlocked.recovery;
  }

  async confirmRecovery(typed: string): Promise<void> {
    await this.#usable().unlocked.confirmRecovery(typed);
  }

  get kept(): KeptValues {
    return this.#usable().kept;
  }

  get priors(): PriorCache {
    return this.#usable().priors;
  }

  get audit(): AuditTrail {
    return this.#usable().audit;
  }

  async createSession(opened: SessionRecord): Promise<void> {
    const { files, sessions } = this.#usable();
    const id = opened.type === 'session-opened' ? opened.session : '';
    if (sessions.has(id) || this.#creating.has(id)) {
      throw new CodedError('bad-input', { call: 'vault.createSession', at: 'session' });
    }
    const creating = SessionFolder.create(files, opened);
    this.#creating.set(id, creating);
    try {
      sessions.set(id, await creating);
    } finally {
      this.#creating.delete(id);
    }
  }

  async append(sessionId: string, record: SessionRecord): Promise<void> {
    await this.#session(sessionId).append(record);
  }

  async read(sessionId: string): Promise<SessionRecord[]> {
    return await this.#session(sessionId).read();
  }

  sessions(): string[] {
    return [...this.#usable().sessions.keys()];
  }

  damaged(): Damage[] {
    const { damaged, outbox } = this.#usable();
    return [...damaged, ...outbox.damaged];
  }

  async quarantined(): Promise<string[]> {
    const { files } = this.#usable();
    return await files.storage.list(files.path('quarantine'));
  }

  async storeOriginal(sessionId: string, name: string, data: Uint8Array, sha256: string): Promise<Original> {
    return await this.#session(sessionId).store(name, data, sha256);
  }

  async readOriginal(sessionId: string, name: string, sha256?: string): Promise<Uint8Array> {
    const { sessions, files, damaged } = this.#usable();
    if (sha256 !== undefined && !sessions.has(sessionId) && damaged.some(({ session }) => session === sessionId)) {
      return await readOriginalOf(files, sessionId, name, sha256);
    }
    return await this.#session(sessionId).readOriginal(name, sha256);
  }

  async removePurged(sessionId: string): Promise<number> {
    return await this.#session(sessionId).removePurged();
  }

  async saveJob(job: OutboxJob): Promise<void> {
    await this.#usable().outbox.save(job);
  }

  async jobs(): Promise<OutboxJob[]> {
    return (await this.#usable().outbox.all()).jobs;
  }

  async status(): Promise<VaultStatus> {
    const { sessions, files, dir, outbox, priors, damaged } = this.#usable();
    const cached = (await priors.entries()).flatMap(({ picture }) => picture ?? []);
    const originals = [...sessions.values()].flatMap((session) => session.originals());
    const jobs = await outbox.all();
    const count = (state: OutboxJob['state']): number => jobs.jobs.filter((job) => job.state === state).length;
    return {
      sessions: sessions.size,
      originals: originals.length,
      bytes: originals.reduce((sum, { bytes }) => sum + bytes, 0),
      jobs: {
        queued: count('queued'),
        sending: count('sending'),
        confirmed: count('confirmed'),
        parked: count('parked'),
        withdrawn: count('withdrawn'),
      },
      damaged: damaged.length + jobs.damaged.length,
      quarantined: (await this.quarantined()).length,
      priors: { pictures: cached.length, bytes: cached.reduce((sum, { bytes }) => sum + bytes, 0) },
      freeBytes: await files.storage.freeBytes(dir),
    };
  }

  async check(): Promise<{ checked: number; damaged: Damage[] }> {
    const { sessions, outbox, kept, priors, damaged, audit, unlocked } = this.#usable();
    await priors.tidy();
    const others = damaged.filter(({ file }) => !file.startsWith('audit/'));
    const found = [...(await unlocked.damaged()), ...(await kept.damaged()), ...others];
    const jobs = await outbox.all();
    found.push(...jobs.damaged, ...(await audit.damaged()));
    found.push(...(await shortened(sessions, damaged, audit.parts())), ...(await jobsGone(sessions, jobs)));
    let checked = 0;
    for (const session of sessions.values()) {
      const result = await session.check();
      checked += result.checked;
      found.push(...result.damaged);
    }
    return { checked, damaged: found };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { sessions, unlocked, outbox, kept, priors, audit, leave } = this.#opened;
    await audit.close();
    await Promise.allSettled(this.#creating.values());
    await Promise.all([unlocked, outbox, kept, priors, ...sessions.values()].map((one) => one.idle()));
    await leave();
  }

  #usable(): Opened {
    if (this.#closed) throw new Error('The vault is closed.');
    return this.#opened;
  }

  #session(id: string): SessionFolder {
    const { sessions, damaged } = this.#usable();
    const session = sessions.get(id);
    if (session) return session;
    const broken = damaged.find((damage) => damage.session === id);
    if (!broken) throw new CodedError('session-unknown', { session: id });
    const { file, reason, line } = broken;
    throw damagedError(file, reason, line === undefined ? {} : { line });
  }
}
