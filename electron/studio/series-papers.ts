import { createHash } from 'node:crypto';
import { newUid } from '../base/uid.ts';
import { CodedError, hasCode } from '../contract/errors.ts';
import type { ObjectKind, StoredFile } from '../contract/journal.ts';
import type { Output } from '../contract/rpc.ts';
import type { studioContract } from '../contract/studio.ts';
import type { LocalText } from '../contract/text.ts';
import type { Vault } from '../vault/vault.ts';
import type { Archives } from './archives.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import type { AlteredSession } from './open-session.ts';
import { objectsOf, type SeriesObject } from './series-objects.ts';
import { applyRecord, shotUnderReview } from './session-fold.ts';
import type { SessionState } from './session-state.ts';

export type SeriesPapersDeps = {
  vault: Pick<Vault, 'storeOriginal'>;
  archives: Pick<Archives, 'inUse'>;
  connections: Pick<ConnectionSettings, 'current'>;
  /** The session on screen; throws `session-none`. */
  current(): SessionState;
  sessions: { alter(id: string, work: (session: AlteredSession) => Promise<void>): Promise<void> };
};

export const mostDocumentBytes = 10 * 1024 * 1024;

/** What goes with the pictures of the session on screen, and what all of it comes to. */
export class SeriesPapers {
  readonly #deps: SeriesPapersDeps;

  constructor(deps: SeriesPapersDeps) {
    this.#deps = deps;
  }

  /**
   * Keeps a signed consent with the series, its bytes unchanged: in the vault first, then in the journal. `pdf` is base64. Throws
   * `document-invalid` for what is no PDF that everybody can open, `session-none`, `not-now`, and the vault's codes.
   */
  async attach({ title, pdf }: { title: string; pdf: string }): Promise<void> {
    const bytes = demandPdf(pdf);
    const { session } = this.#openSession().opened;
    await this.#deps.sessions.alter(session, async (altered) => {
      if (altered.state.closed) throw new CodedError('session-none');
      const file = await this.#store(session, bytes, altered.state.documents.length + 1);
      await altered.record({
        type: 'document-attached',
        file,
        document: 'consent',
        title: title.replace(/[\p{Cc}\\\s]+/gu, ' ').trim() || 'Consentement',
        sopInstanceUid: newUid(),
      });
    });
  }

  /** Object by object what closing would send, and where to; a picture under review is taken for accepted, as closing does. */
  contents(): Output<typeof studioContract, 'session.contents'> {
    const { archives, connections } = this.#deps;
    const state = asClosed(this.#openSession());
    const names = new Map(connections.current.stores.map(({ address, name }) => [address, name]));
    return {
      objects: objectsOf(state).map((object) => {
        const shot = state.shots.find(({ id }) => id === object.shot);
        return {
          kind: object.kind,
          ...(shot ? { step: shot.step, shot: shot.id } : {}),
          title: titleOf(object, state),
          ...(object.file ? { bytes: object.file.bytes } : {}),
        };
      }),
      stores: archives.inUse(state.opened.simulated).map(({ address }) => names.get(address) ?? address),
    };
  }

  #openSession(): SessionState {
    const state = this.#deps.current();
    if (state.closed) throw new CodedError('session-none');
    return state;
  }

  /** Under the first name that is free: an attempt that failed half way may have left other bytes there. */
  async #store(session: string, data: Uint8Array, number: number): Promise<StoredFile> {
    const name = `document-${String(number).padStart(4, '0')}.pdf`;
    const sha256 = createHash('sha256').update(data).digest('hex');
    try {
      await this.#deps.vault.storeOriginal(session, name, data, sha256);
    } catch (error) {
      if (!hasCode(error, 'vault-write-failed') || error.params.reason !== 'exists') throw error;
      return await this.#store(session, data, number + 1);
    }
    return { name, kind: 'pdf', bytes: data.length, sha256 };
  }
}

function demandPdf(base64: string): Uint8Array {
  const refuse = (reason: string) => new CodedError('document-invalid', { reason });
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw refuse('base64');
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > mostDocumentBytes) throw refuse('size');
  const text = bytes.toString('latin1');
  if (!text.startsWith('%PDF-')) throw refuse('%PDF-');
  if (!text.slice(-1024).includes('%%EOF')) throw refuse('%%EOF');
  // Whoever opens it later has no password.
  if (/\/Encrypt\s*(?:<<|\d+\s+\d+\s+R)/.test(text)) throw refuse('encrypted');
  return bytes;
}

function asClosed(state: SessionState): SessionState {
  const undecided = shotUnderReview(state);
  return undecided ? applyRecord(state, { type: 'shot-accepted', at: state.recordedAt, shot: undecided.id }) : state;
}

const titles: Readonly<Partial<Record<ObjectKind, LocalText>>> = {
  report: { fr: 'Compte rendu de série', en: 'Series report' },
  'key-objects': { fr: 'Liste de la série', en: 'List of the series' },
};

function titleOf({ kind, shot, file }: SeriesObject, { shots, steps, documents, opened }: SessionState): LocalText {
  const step = shots.find(({ id }) => id === shot)?.step;
  const title = documents.find((document) => document.file.name === file?.name)?.title;
  const named = title === undefined ? undefined : { fr: title, en: title };
  return titles[kind] ?? named ?? steps.find(({ plan }) => plan.id === step)?.plan.title ?? opened.protocol.title;
}
