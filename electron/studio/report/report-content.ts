import type { Finding } from '../../contract/findings.ts';
import type { SettingName, SettingResult } from '../../contract/settings.ts';
import { rejectedTries, whyRejected } from '../series-texts.ts';
import type { FoldedShot, FoldedStep, SessionState } from '../session-state.ts';

/** One view of the table. */
export type ReportView = {
  /** Whose small picture stands beside it; absent where there is none. */
  shot?: string;
  title: string;
  /** Under the title, line by line. */
  lines: string[];
  /** Of the file as the camera made it. */
  sha256?: string;
};

/** What the report of a series says, in French: it goes with the pictures into the hospital's archive. Names the patient. */
export type ReportContent = {
  title: string;
  simulation: boolean;
  /** What stands above the table: name and value. */
  facts: (readonly [name: string, value: string])[];
  views: ReportView[];
  /** Below it, each with its lines. */
  sections: { title: string; lines: string[] }[];
  /** ISO 8601: of the last picture or document. */
  at: string;
};

/** `offsetMinutes` east of UTC: the zone of all dates. */
export function reportContent(state: SessionState, at: string, offsetMinutes: number): ReportContent {
  const { opened } = state;
  const { patient, order, protocol } = opened;
  const when = (instant: string) => dated(instant, offsetMinutes);
  const said = (name: string, value: string | undefined) => (value ? [[name, value] as const] : []);
  const accepted = state.steps.filter((step) => step.state === 'accepted').length;
  return {
    title: 'Compte rendu de série photographique',
    simulation: opened.simulated,
    facts: [
      ...said('Patient', plainName(patient.name)),
      ...said('Naissance et sexe', `${day(patient.birthDate)} · ${patient.sex}`),
      ...said('Identifiant', [patient.patientId, patient.issuer].filter(Boolean).join(' · ')),
      ...said('INS', patient.ins?.qualified ? patient.ins.matricule : undefined),
      ...said('Numéro de demande', order?.accessionNumber ?? opened.accessionNumber),
      ...said('Demande', order?.requestedProcedure ?? order?.scheduledStep),
      ...said('Médecin adresseur', order?.referringPhysician && plainName(order.referringPhysician)),
      ...said('Séjour', [order?.admissionId, order?.location].filter(Boolean).join(' · ')),
      ...said('Motif', order?.reason),
      ...said('Protocole', `${protocol.title.fr} · version ${protocol.version}`),
      ...said('Prises de vue', `${when(opened.at)} – ${when(at)}`),
      ...said('Opérateur', plainName(opened.operatorName ?? opened.operator)),
      ...said('Vues', `${accepted} sur ${state.steps.length}`),
      ...said('Étude', opened.studyUid),
      ...said('Série', opened.seriesUid),
    ],
    views: state.steps.map((step) => viewOf(step, state, when)),
    sections: sections(state, when),
    at,
  };
}

function viewOf(step: FoldedStep, { shots, opened }: SessionState, when: (at: string) => string): ReportView {
  const title = `${step.plan.index + 1}. ${step.plan.title.fr} (${step.plan.view})`;
  const shot = step.state === 'accepted' ? shots.find(({ id }) => id === step.shot) : undefined;
  if (!shot) return { title, lines: [absence(step)] };
  const { captured, sha256 } = shot;
  const camera = captured && [captured.camera.manufacturer, captured.camera.model].filter(Boolean).join(' ');
  const by = shot.operator === undefined ? undefined : `par ${plainName(shot.operator)}`;
  return {
    shot: shot.id,
    title,
    lines: [
      [`Prise n°\u00a0${shot.number}`, when(shot.startedAt), by, camera].filter(Boolean).join(' · '),
      settingsLine(captured?.settings ?? [], step.plan.fieldWidthMm),
      ...(step.plan.mirror === 'none' ? [] : ['Prise dans un miroir\u00a0: une image redressée l’accompagne.']),
      ...findingsLine(shot, opened.simulated),
    ].filter(Boolean),
    ...(sha256 ? { sha256 } : {}),
  };
}

function absence({ state, reason, plan }: FoldedStep): string {
  if (state === 'skipped') return reason ? `Passée\u00a0: ${reason}` : 'Passée';
  if (state === 'deferred') return 'Différée';
  return plan.required ? 'Manque' : 'Facultative, non prise';
}

function settingsLine(settings: readonly SettingResult[], fieldWidthMm: number): string {
  const got = (name: SettingName) => settings.find(({ setting }) => setting === name)?.got;
  const number = (name: SettingName) => {
    const value = got(name);
    return typeof value === 'number' ? value : undefined;
  };
  const [aperture, shutter, iso] = [number('aperture'), number('shutterS'), number('iso')];
  return [
    aperture === undefined ? '' : `f/${french(aperture)}`,
    shutter === undefined ? '' : exposureTime(shutter),
    iso === undefined ? '' : `ISO ${iso}`,
    `champ prévu ${french(fieldWidthMm)} mm`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function exposureTime(seconds: number): string {
  return seconds > 0 && seconds < 0.5 ? `1/${Math.round(1 / seconds)} s` : `${french(seconds)} s`;
}

/** What was found good needs no words one by one. */
function findingsLine({ findings }: FoldedShot, simulated: boolean): string[] {
  const notable = findings.filter(({ level }) => level !== 'good');
  if (findings.length === 0) return [];
  if (notable.length === 0) return [simulated ? 'Contrôles passés (simulation)' : 'Contrôles passés'];
  return [`À noter\u00a0: ${notable.map(({ code }) => findingWords[code]).join('\u202f; ')}`];
}

const findingWords: Readonly<Record<Finding['code'], string>> = {
  'exposure-good': 'exposition juste',
  'exposure-dark': 'vue sombre',
  'exposure-bright': 'zones brûlées',
  'flash-fired': 'flash parti',
  'flash-missed': 'flash non parti',
  'flash-unverified': 'flash non vérifié',
  sharp: 'vue nette',
  soft: 'vue peu nette',
  'size-good': 'résolution complète',
  'size-small': 'moins de pixels que prévu',
  'orientation-good': 'bon sens',
  'orientation-wrong': 'appareil tenu dans l’autre sens',
  'not-readable': 'contrôle impossible',
  'not-deliverable': 'format que les stockages ne prennent pas',
  'setting-differs': 'réglage différent de celui du protocole',
  'light-manual': 'lumière réglée à la main',
  'files-missing': 'un fichier manque',
  'found-later': 'vue retrouvée après une coupure',
};

function sections(state: SessionState, when: (at: string) => string): ReportContent['sections'] {
  const tries = rejectedTries(state).map((shot) => {
    const title = state.steps.find(({ plan }) => plan.id === shot.step)?.plan.title.fr ?? shot.step;
    return `Prise n°\u00a0${shot.number} · ${title} · ${when(shot.startedAt)} · ${whyRejected(shot)}`;
  });
  const documents = state.documents.map(({ title, at, file }) => `${title} · ${when(at)} · SHA-256 ${file.sha256}`);
  return [
    { title: 'Prises écartées, conservées au coffre du studio', lines: tries },
    { title: 'Documents joints', lines: documents },
  ].filter(({ lines }) => lines.length > 0);
}

function plainName(name: string): string {
  return (name.split('=')[0] ?? '').split('^').filter(Boolean).join(' ').trim();
}

function french(value: number): string {
  return String(Number(value.toFixed(2))).replace('.', ',');
}

function day(isoDate: string): string {
  return isoDate.split('-').reverse().join('/');
}

/** `22/11/2026 09:31` in the given zone; no locale data, which machines have in different versions. */
function dated(instant: string, offsetMinutes: number): string {
  const local = new Date(Date.parse(instant) + offsetMinutes * 60_000).toISOString();
  return `${day(local.slice(0, 10))} ${local.slice(11, 16)}`;
}
