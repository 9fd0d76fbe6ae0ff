import { hasCode } from '../contract/errors.ts';
import type { Rejection } from '../contract/journal.ts';
import type { Language, LocalText } from '../contract/text.ts';
import type { QualityPort, SheetCell } from './ports.ts';
import { type FoldedShot, type FoldedStep, isDecided, type SessionState } from './session-state.ts';

export type Sheet = Parameters<QualityPort['contactSheet']>[0];
type Asked = { widthPx: number; language: Language };
/** A picture of a shot as it is displayed. */
type Show = (shot: string, widthPx: number) => Promise<Uint8Array>;

const narrowest = 64;
const widest = 2048;
/** So many pictures stand side by side on the sheet of a whole series, where there are that many. */
const columnsOfSeries = 5;

/** The series as the examiner sees it: the protocol's rows, with the places of what is missing. */
export async function compositeSheet(state: SessionState, asked: Asked, show: Show): Promise<Sheet> {
  const { composite } = state.opened;
  const cellWidthPx = cellWidth(asked.widthPx, Math.max(...composite.rows.map((row) => row.length)));
  const rows = await Promise.all(
    composite.rows.map((row) =>
      Promise.all(
        row.map(async (id) => {
          const step = state.steps.find(({ plan }) => plan.id === id);
          return step ? await standing(step, state, cellWidthPx, asked.language, show) : null;
        }),
      ),
    ),
  );
  return { ...words(state, composite.title[asked.language], asked.language), rows, cellWidthPx };
}

/** Every step in order with the picture that stands for it; with `tries` also those that do not, struck through. */
export async function seriesSheet(state: SessionState, asked: Asked & { tries: boolean }, show: Show): Promise<Sheet> {
  const { language } = asked;
  const places = state.steps.flatMap((step) => {
    const rejected = asked.tries ? triesOf(step, state) : [];
    return [{ step, rejected: undefined }, ...rejected.map((shot) => ({ step, rejected: shot }))];
  });
  const rowCount = Math.ceil(places.length / columnsOfSeries);
  const columns = Math.ceil(places.length / rowCount);
  const cellWidthPx = cellWidth(asked.widthPx, columns);
  const cells = await Promise.all(
    places.map(async ({ step, rejected }) => {
      return rejected
        ? await picture(
            step,
            rejected,
            { label: whyNot(step, rejected, language), struck: true },
            cellWidthPx,
            language,
            show,
          )
        : await standing(step, state, cellWidthPx, language, show);
    }),
  );
  const rows = Array.from({ length: rowCount }, (_, row) => cells.slice(row * columns, (row + 1) * columns));
  return { ...words(state, state.opened.protocol.title[language], language), rows, cellWidthPx };
}

async function standing(
  step: FoldedStep,
  state: SessionState,
  widthPx: number,
  language: Language,
  show: Show,
): Promise<SheetCell> {
  const { title, orientation } = step.plan;
  const label = title[language];
  const stands = step.state === 'accepted' || step.state === 'taken';
  const shot = stands ? state.shots.find(({ id }) => id === step.shot) : undefined;
  if (shot) return await picture(step, shot, { label, struck: false }, widthPx, language, show);
  const why = step.reason === undefined ? '' : `${language === 'fr' ? '\u202f' : ''}: ${step.reason}`;
  const note = step.state === 'skipped' || step.state === 'deferred' ? notes[step.state] : notes.missing;
  return { jpeg: null, label, note: `${note[language]}${why}`, struck: false, orientation };
}

/** One picture that cannot be shown is a marked place, not a sheet that does not come. */
async function picture(
  { plan: { orientation } }: FoldedStep,
  { id }: FoldedShot,
  how: { label: string; struck: boolean },
  widthPx: number,
  language: Language,
  show: Show,
): Promise<SheetCell> {
  try {
    return { ...how, jpeg: await show(id, widthPx), note: '', orientation };
  } catch (error) {
    if (!hasCode(error, 'vault-damaged', 'picture-unsupported', 'session-unknown')) throw error;
    return { ...how, jpeg: null, note: notes.unreadable[language], struck: true, orientation };
  }
}

/** The step's other pictures, oldest first. */
function triesOf(step: FoldedStep, state: SessionState): FoldedShot[] {
  return state.shots.filter(({ id, step: of, captured, state: is }) => {
    return of === step.plan.id && captured !== undefined && (isDecided(is) ? is === 'rejected' : id !== step.shot);
  });
}

function whyNot({ plan }: FoldedStep, { rejected }: FoldedShot, language: Language): string {
  const why = rejected && rejections[rejected][language];
  return [plan.title[language], why].filter(Boolean).join(' · ');
}

function words({ opened }: SessionState, title: string, language: Language): Pick<Sheet, 'title' | 'lines' | 'footer'> {
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
    footer: simulated ? notes.simulation[language] : '',
  };
}

function cellWidth(sheetWidthPx: number, columns: number): number {
  return Math.min(widest, Math.max(narrowest, Math.floor(sheetWidthPx / columns)));
}

/** Day before month in both languages: a birth date must not be read two ways. */
const regions: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' };

const notes = {
  missing: { fr: 'Manque', en: 'Missing' },
  skipped: { fr: 'Passée', en: 'Skipped' },
  deferred: { fr: 'Reportée', en: 'Deferred' },
  unreadable: { fr: 'Illisible', en: 'Unreadable' },
  simulation: {
    fr: 'Simulation\u202f: aucune personne n’a été photographiée',
    en: 'Simulation: nobody was photographed',
  },
} satisfies Record<string, LocalText>;

const rejections: Readonly<Record<Rejection, LocalText>> = {
  retake: { fr: 'refaite', en: 'taken again' },
  replaced: { fr: 'remplacée', en: 'replaced' },
  undone: { fr: 'annulée', en: 'undone' },
  'found-later': { fr: 'retrouvée après coup', en: 'found later' },
};
