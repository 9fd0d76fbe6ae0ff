import { CodedError } from '../contract/errors.ts';
import type { Language, LocalText } from '../contract/text.ts';
import type { Vault } from '../vault/vault.ts';
import type { PictureSource } from './picture-handler.ts';
import type { CompositeCell, QualityPort } from './ports.ts';
import type { FoldedShot, SessionState } from './session-state.ts';

/** How many previews stay in memory: a whole series at two sizes. They never reach a disk. */
const keptPreviews = 40;

export type PicturesDeps = {
  vault: Pick<Vault, 'readOriginal'>;
  quality: QualityPort;
  readGuide(id: string): Promise<Uint8Array>;
};

/** Turns originals into what is shown. Reads through the vault's door, draws in the quality process. */
export class Pictures implements PictureSource {
  readonly #deps: PicturesDeps;
  readonly #stateOf: (session: string) => SessionState | undefined;
  readonly #states: () => SessionState[];
  readonly #previews = new Map<string, Promise<Uint8Array>>();

  constructor(
    deps: PicturesDeps,
    stateOf: (session: string) => SessionState | undefined,
    states: () => SessionState[],
  ) {
    this.#deps = deps;
    this.#stateOf = stateOf;
    this.#states = states;
  }

  async preview(shot: string, widthPx: number): Promise<Uint8Array> {
    const key = `${shot} ${widthPx}`;
    const kept = this.#previews.get(key);
    if (kept) return await kept;
    const made = this.#readPicture(shot).then((jpeg) => this.#deps.quality.preview(jpeg, widthPx));
    this.#previews.set(key, made);
    made.catch(() => this.#previews.delete(key));
    const oldest = this.#previews.keys().next().value;
    if (this.#previews.size > keptPreviews && oldest !== undefined) this.#previews.delete(oldest);
    return await made;
  }

  /** The series as the examiner sees it, with what is missing left empty. */
  async composite(session: string, widthPx: number, language: Language): Promise<Uint8Array> {
    const state = this.#stateOf(session);
    if (!state) throw new CodedError('session-unknown', { session });
    const { opened } = state;
    const columns = Math.max(...opened.composite.rows.map((row) => row.length));
    const cellWidthPx = Math.max(64, Math.floor(widthPx / columns));
    const rows = await Promise.all(
      opened.composite.rows.map(async (row) => {
        return await Promise.all(row.map((step) => this.#cell(state, step, cellWidthPx, language)));
      }),
    );
    const day = { day: '2-digit', month: '2-digit', year: 'numeric' } as const;
    const birth = new Intl.DateTimeFormat(regions[language], { ...day, timeZone: 'UTC' });
    const date = new Intl.DateTimeFormat(regions[language], { ...day, hour: '2-digit', minute: '2-digit' });
    const { patient } = opened;
    return await this.#deps.quality.contactSheet({
      title: opened.composite.title[language],
      lines: [
        `${patient.name.replaceAll('^', ' ').trim()} · ${birth.format(new Date(patient.birthDate))} · ${patient.sex} · ${patient.patientId}`,
        `${opened.protocol.title[language]} · v${opened.protocol.version} · ${date.format(new Date(opened.at))}`,
      ],
      rows,
      cellWidthPx,
      footer: opened.simulated ? simulation[language] : '',
    });
  }

  async guide(id: string): Promise<Uint8Array> {
    return await this.#deps.readGuide(id);
  }

  async #cell(state: SessionState, step: string | null, widthPx: number, language: Language): Promise<CompositeCell> {
    const folded = state.steps.find(({ plan }) => plan.id === step);
    if (!folded?.shot) return null;
    return { jpeg: await this.preview(folded.shot, widthPx), label: folded.plan.title[language] };
  }

  async #readPicture(id: string): Promise<Uint8Array> {
    const { state, shot } = this.#find(id);
    const file = shot.files.find(({ kind }) => kind === 'jpeg');
    if (!file) throw new CodedError('session-unknown', { shot: id });
    return await this.#deps.vault.readOriginal(state.opened.session, file.name, file.sha256);
  }

  #find(id: string): { state: SessionState; shot: FoldedShot } {
    for (const state of this.#states()) {
      const shot = state.shots.find((candidate) => candidate.id === id);
      if (shot) return { state, shot };
    }
    throw new CodedError('session-unknown', { shot: id });
  }
}

/** Day before month in both languages: a birth date must not be read two ways. */
const regions: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' };

const simulation: LocalText = {
  fr: 'Simulation : aucune personne n’a été photographiée',
  en: 'Simulation: nobody was photographed',
};
