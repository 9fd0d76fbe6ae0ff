import { fewAtOnce } from '../base/in-turn.ts';
import { CodedError } from '../contract/errors.ts';
import type { Language } from '../contract/text.ts';
import type { Vault } from '../vault/vault.ts';
import type { PictureSource } from './picture-handler.ts';
import type { QualityPort, WordsPort } from './ports.ts';
import type { FoldedShot, SessionState } from './session-state.ts';
import type { SessionStates } from './session-states.ts';
import { type Lettering, loadLettering } from './sheets/lettering.ts';
import { drawSheet } from './sheets/sheet-drawing.ts';
import { compositeSheet, type Sheet, type SheetDeps, seriesSheet } from './sheets/sheets.ts';

/** How many previews stay in memory: a whole series at three sizes, and its ghosts. They never reach a disk. */
const keptPreviews = 80;

/**
 * So many originals are in memory at a time, and so many of them for sheets: a series with all its tries is a gigabyte, and
 * the picture that was just taken neither waits behind it nor is checked after it.
 */
const drawnAtOnce = 4;
const drawnForSheets = 2;

export type PicturesDeps = {
  vault: Pick<Vault, 'readOriginal'>;
  quality: QualityPort;
  readGuide(id: string): Promise<Uint8Array>;
  words: WordsPort;
  inspect(jpeg: Uint8Array): { rows: number; columns: number };
};

/** Pictures out of the hospital's archives: as they are shown already, only larger. */
export type RetrievedPictures = { shows(id: string): boolean; read(id: string): Promise<Uint8Array | null> };

/** Turns originals into what is shown. Reads through the vault's door, draws in the quality process. */
export class Pictures implements PictureSource {
  readonly #deps: PicturesDeps;
  readonly #sessions: () => Pick<SessionStates, 'of' | 'ofShot'>;
  readonly #retrieved: RetrievedPictures;
  readonly #previews = new Map<string, Promise<Uint8Array>>();
  readonly #drawing = fewAtOnce(drawnAtOnce);
  readonly #forSheet = fewAtOnce(drawnForSheets);
  #lettering: Promise<Lettering> | undefined;

  constructor(deps: PicturesDeps, sessions: () => Pick<SessionStates, 'of' | 'ofShot'>, retrieved: RetrievedPictures) {
    this.#deps = deps;
    this.#sessions = sessions;
    this.#retrieved = retrieved;
  }

  async preview(shot: string, widthPx: number): Promise<Uint8Array> {
    const key = `${shot} ${widthPx}`;
    this.#demandThere(shot);
    const kept = this.#previews.get(key);
    if (kept) return await kept;
    const made = this.#drawing(() => this.#draw(shot, widthPx));
    this.#previews.set(key, made);
    made.catch(() => this.#previews.delete(key));
    const oldest = this.#previews.keys().next().value;
    if (this.#previews.size > keptPreviews && oldest !== undefined) this.#previews.delete(oldest);
    return await made;
  }

  /** The series as the examiner sees it, with what is missing left empty. */
  async composite(session: string, widthPx: number, language: Language): Promise<Uint8Array> {
    return await this.#paint(await compositeSheet(this.#session(session), { widthPx, language }, this.#forSheets));
  }

  /** Every step of the session in order; with `tries` also the pictures that were rejected. */
  async contactSheet(session: string, widthPx: number, language: Language, tries: boolean): Promise<Uint8Array> {
    return await this.#paint(await seriesSheet(this.#session(session), { widthPx, language, tries }, this.#forSheets));
  }

  async guide(id: string): Promise<Uint8Array> {
    return await this.#deps.readGuide(id);
  }

  get #forSheets(): SheetDeps {
    const { words, inspect } = this.#deps;
    const preview = (shot: string, widthPx: number) => this.#forSheet(() => this.preview(shot, widthPx));
    return {
      async show(shot, widthPx) {
        const jpeg = await preview(shot, widthPx);
        const { columns, rows } = inspect(jpeg);
        return { jpeg, widthPx: columns, heightPx: rows };
      },
      words,
    };
  }

  /** Words become shapes here: whoever paints them is told no name. */
  async #paint(sheet: Sheet): Promise<Uint8Array> {
    this.#lettering ??= loadLettering();
    return await this.#deps.quality.contactSheet(drawSheet(sheet, await this.#lettering));
  }

  async #draw(id: string, widthPx: number): Promise<Uint8Array> {
    if (this.#retrieved.shows(id)) return await this.#drawRetrieved(id, widthPx);
    const { state, shot } = this.#find(id);
    const file = shot.files.find(({ kind }) => kind === 'jpeg');
    const step = state.steps.find(({ plan }) => plan.id === shot.step)?.plan;
    if (!file || !step) throw new CodedError('session-unknown', { shot: id });
    const jpeg = await this.#deps.vault.readOriginal(state.opened.session, file.name, file.sha256);
    return await this.#deps.quality.preview(jpeg, widthPx, step.mirror);
  }

  async #drawRetrieved(id: string, widthPx: number): Promise<Uint8Array> {
    const jpeg = await this.#retrieved.read(id);
    if (!jpeg) throw new CodedError('session-unknown', { shot: id });
    return await this.#deps.quality.preview(jpeg, widthPx, 'none');
  }

  /** What has left the vault, or is offered no more, is not shown from memory either. */
  #demandThere(id: string): void {
    if (this.#retrieved.shows(id)) return;
    if (!this.#find(id).shot.purged) return;
    for (const key of this.#previews.keys()) if (key.startsWith(`${id} `)) this.#previews.delete(key);
    throw new CodedError('original-purged');
  }

  #session(session: string): SessionState {
    const state = this.#sessions().of(session);
    if (!state) throw new CodedError('session-unknown', { session });
    return state;
  }

  #find(id: string): { state: SessionState; shot: FoldedShot } {
    const state = this.#sessions().ofShot(id);
    const shot = state?.shots.find((candidate) => candidate.id === id);
    if (!state || !shot) throw new CodedError('session-unknown', { shot: id });
    return { state, shot };
  }
}
