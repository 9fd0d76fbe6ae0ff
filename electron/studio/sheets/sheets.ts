import { hasCode } from '../../contract/errors.ts';
import type { Language } from '../../contract/text.ts';
import type { SheetWord, WordsPort } from '../ports.ts';
import { type FoldedShot, type FoldedStep, isDecided, type SessionState } from '../session-state.ts';

/** A picture with its size, upright. */
export type Shown = { jpeg: Uint8Array; widthPx: number; heightPx: number };

/** One place of a sheet; null is a hole between the others. */
export type SheetCell = {
  /** Null where there is no picture, or none that can be shown. */
  picture: Shown | null;
  label: string;
  /** What stands in the place instead of the picture. */
  note: string;
  /** Struck through: it does not count. */
  struck: boolean;
  /** How a picture that is not there would stand. */
  orientation: 'landscape' | 'portrait';
} | null;

/** What a sheet says and shows. It names the patient, and stays in this process: see `drawSheet`. */
export type Sheet = {
  /** Over the pictures; empty leaves no room for it. */
  title: string;
  lines: string[];
  /** Row by row as the examiner sees them: the patient's right comes first. */
  rows: SheetCell[][];
  cellWidthPx: number;
  /** Small print under the pictures. */
  footer: string;
};
type Asked = { widthPx: number; language: Language };

/** What a sheet is made with. */
export type SheetDeps = {
  /** A picture of a shot as it is displayed. */
  show(shot: string, widthPx: number): Promise<Shown>;
  words: WordsPort;
};

/** How the cells of one sheet are made. */
type Making = SheetDeps & { widthPx: number; language: Language };

const narrowest = 64;
const widest = 2048;
/** So many pictures stand side by side on the sheet of a whole series, where there are that many. */
const columnsOfSeries = 5;

/** The series as the examiner sees it: the protocol's rows, with the places of what is missing. */
export async function compositeSheet(state: SessionState, asked: Asked, deps: SheetDeps): Promise<Sheet> {
  const { composite } = state.opened;
  const { language } = asked;
  const cellWidthPx = cellWidth(asked.widthPx, Math.max(...composite.rows.map((row) => row.length)));
  const making = { ...deps, language, widthPx: cellWidthPx };
  const rows = await Promise.all(
    composite.rows.map((row) =>
      Promise.all(
        row.map(async (id) => {
          const step = state.steps.find(({ plan }) => plan.id === id);
          return step ? await standing(step, state, making) : null;
        }),
      ),
    ),
  );
  return { ...heading(state, composite.title[language], making), rows, cellWidthPx };
}

/** Every step in order with the picture that stands for it; with `tries` also those that do not, struck through. */
export async function seriesSheet(
  state: SessionState,
  asked: Asked & { tries: boolean },
  deps: SheetDeps,
): Promise<Sheet> {
  const { language } = asked;
  const places = state.steps.flatMap((step) => {
    const rejected = asked.tries ? triesOf(step, state) : [];
    return [{ step, rejected: undefined }, ...rejected.map((shot) => ({ step, rejected: shot }))];
  });
  const rowCount = Math.ceil(places.length / columnsOfSeries);
  const columns = Math.ceil(places.length / rowCount);
  const cellWidthPx = cellWidth(asked.widthPx, columns);
  const making = { ...deps, language, widthPx: cellWidthPx };
  const cells = await Promise.all(
    places.map(async ({ step, rejected }) => {
      if (!rejected) return await standing(step, state, making);
      return await picture(step, rejected, { label: whyNot(step, rejected, making), struck: true }, making);
    }),
  );
  const rows = Array.from({ length: rowCount }, (_, row) => cells.slice(row * columns, (row + 1) * columns));
  return { ...heading(state, state.opened.protocol.title[language], making), rows, cellWidthPx };
}

async function standing(step: FoldedStep, state: SessionState, making: Making): Promise<SheetCell> {
  const { title, orientation } = step.plan;
  const label = title[making.language];
  const stands = step.state === 'accepted' || step.state === 'taken';
  const shot = stands ? state.shots.find(({ id }) => id === step.shot) : undefined;
  if (shot) return await picture(step, shot, { label, struck: false }, making);
  return { picture: null, label, note: whyNone(step, making), struck: false, orientation };
}

/** One picture that cannot be shown is a marked place, not a sheet that does not come. */
async function picture(
  { plan: { orientation } }: FoldedStep,
  { id }: FoldedShot,
  how: { label: string; struck: boolean },
  { show, words, widthPx, language }: Making,
): Promise<SheetCell> {
  try {
    return { ...how, picture: await show(id, widthPx), note: '', orientation };
  } catch (error) {
    if (hasCode(error, 'original-purged')) {
      return { ...how, picture: null, note: words('sheet.purged', language), orientation };
    }
    if (!hasCode(error, 'vault-damaged', 'picture-unsupported', 'session-unknown')) throw error;
    return { ...how, picture: null, note: words('sheet.unreadable', language), struck: true, orientation };
  }
}

/** The step's other pictures, oldest first. */
function triesOf(step: FoldedStep, state: SessionState): FoldedShot[] {
  return state.shots.filter(({ id, step: of, captured, state: is }) => {
    return of === step.plan.id && captured !== undefined && (isDecided(is) ? is === 'rejected' : id !== step.shot);
  });
}

function whyNone({ state, reason }: FoldedStep, { words, language }: Making): string {
  if (state === 'skipped' && reason !== undefined) return words('sheet.skipped-because', language, { reason });
  const word: SheetWord = state === 'skipped' || state === 'deferred' ? `sheet.${state}` : 'sheet.missing';
  return words(word, language);
}

function whyNot({ plan }: FoldedStep, { rejected }: FoldedShot, { words, language }: Making): string {
  const why = rejected && words(`sheet.rejected.${rejected}`, language);
  return [plan.title[language], why].filter(Boolean).join(' · ');
}

function heading(
  { opened }: SessionState,
  title: string,
  { words, language }: Making,
): Pick<Sheet, 'title' | 'lines' | 'footer'> {
  const day = { day: '2-digit', month: '2-digit', year: 'numeric' } as const;
  const birth = new Intl.DateTimeFormat(regions[language], { ...day, timeZone: 'UTC' });
  const date = new Intl.DateTimeFormat(regions[language], { ...day, hour: '2-digit', minute: '2-digit' });
  const { patient, protocol, simulated } = opened;
  const name = patient.name.replaceAll('^', ' ').trim();
  return {
    title,
    lines: [
      `${name} · ${birth.format(new Date(patient.birthDate))} · ${patient.sex} · ${patient.patientId}`,
      `${protocol.title[language]} · v${protocol.version} · ${date.format(new Date(opened.at))}`,
    ],
    footer: simulated ? words('sheet.simulation', language) : '',
  };
}

function cellWidth(sheetWidthPx: number, columns: number): number {
  return Math.min(widest, Math.max(narrowest, Math.floor(sheetWidthPx / columns)));
}

/** Day before month in both languages: a birth date must not be read two ways. */
const regions: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' };
