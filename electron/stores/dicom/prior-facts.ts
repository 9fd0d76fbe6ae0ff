import { codedView, type PriorFacts } from '../../contract/priors.ts';
import type { Code } from '../../contract/protocol.ts';
import { dictionary, type Keyword, privateCreator } from './dictionary.ts';
import { type Elements, itemsOf, textOf, valuesOf } from './read.ts';

/**
 * What a VL Photographic object says of its picture. Undefined where that is not enough to show it: no moment, no size, no
 * patient. `fallbackZone` is where its dates stand if it does not say so (`+0100`).
 */
export function priorFactsOf(dataSet: Elements, fallbackZone: string): PriorFacts | undefined {
  const takenAt = momentIn(dataSet, fallbackZone);
  const [rows, columns] = [numberOf(dataSet, 'Rows'), numberOf(dataSet, 'Columns')];
  const patient = personIn(dataSet);
  if (takenAt === undefined || !rows || !columns || patient.patientId === '') return undefined;
  const ours = textOf(dataSet, 'IncidenceCreator') === privateCreator;
  const fieldWidthMm = fieldWidthOf(dataSet, ours, Math.max(rows, columns));
  const view = ours ? textOf(dataSet, 'IncidenceView') : '';
  return {
    patient,
    takenAt,
    ...(view === '' ? {} : { view }),
    coding: codingOf(dataSet),
    ...(fieldWidthMm ? { fieldWidthMm } : {}),
    simulated: ours && textOf(dataSet, 'IncidenceSimulated') === 'YES',
    derived: valuesOf(dataSet, 'ImageType')[0] === 'DERIVED',
    sources: itemsOf(dataSet, 'SourceImageSequence').map((item) => textOf(item, 'ReferencedSOPInstanceUID')),
    orientation: valuesOf(dataSet, 'PatientOrientation').join('\\'),
    rows,
    columns,
  };
}

/** Whose it is, as far as an answer or an object says. */
export function personIn(dataSet: Elements): PriorFacts['patient'] {
  const issuer = textOf(dataSet, 'IssuerOfPatientID').trim();
  return {
    patientId: textOf(dataSet, 'PatientID').trim(),
    ...(issuer === '' ? {} : { issuer }),
    name: textOf(dataSet, 'PatientName'),
    birthDate: dayOf(textOf(dataSet, 'PatientBirthDate')) ?? '',
  };
}

/** What notes for rejecting are called (PS3.16, CID 7011): these and no other Key Objects take something back. */
const rejectionTitles: ReadonlySet<string> = new Set(['113001', '113037', '113038', '113039']);

/** The instances that a Key Object Selection rejects; none where it is about something else. */
export function rejectedBy(dataSet: Elements): string[] {
  const titles = itemsOf(dataSet, 'ConceptNameCodeSequence').map((title) => codeIn(title));
  if (!titles.some(({ value, scheme }) => scheme === 'DCM' && rejectionTitles.has(value))) return [];
  const series = itemsOf(dataSet, 'CurrentRequestedProcedureEvidenceSequence').flatMap((study) =>
    itemsOf(study, 'ReferencedSeriesSequence'),
  );
  return series
    .flatMap((one) => itemsOf(one, 'ReferencedSOPSequence'))
    .map((item) => textOf(item, 'ReferencedSOPInstanceUID'));
}

/** Ours says it; else the spacing of calibrated pixels does. Along the long side. */
function fieldWidthOf(dataSet: Elements, ours: boolean, longSide: number): number | undefined {
  const own = ours ? numberOf(dataSet, 'IncidenceFieldWidthMm') : undefined;
  if (own) return own;
  const [across, down] = valuesOf(dataSet, 'PixelSpacing').map(Number);
  return across && across === down ? across * longSide : undefined;
}

function codingOf(dataSet: Elements): string[] {
  const [region] = codesIn(dataSet, 'AnatomicRegionSequence');
  const [viewItem] = itemsOf(dataSet, 'ViewCodeSequence');
  return codedView({
    region,
    view: viewItem && codeIn(viewItem),
    viewModifiers: viewItem ? codesIn(viewItem, 'ViewModifierCodeSequence') : [],
    laterality: textOf(dataSet, 'ImageLaterality').trim(),
    context: itemsOf(dataSet, 'AcquisitionContextSequence').flatMap((item) => {
      const [name] = codesIn(item, 'ConceptNameCodeSequence');
      const [coded] = codesIn(item, 'ConceptCodeSequence');
      const number = numberOf(item, 'NumericValue');
      const value = coded ?? number;
      return name && value !== undefined ? [{ name, value }] : [];
    }),
  });
}

type ShortCode = Pick<Code, 'value' | 'scheme'>;

function codesIn(dataSet: Elements, sequence: Keyword): ShortCode[] {
  return itemsOf(dataSet, sequence).map(codeIn);
}

function codeIn(item: Elements): ShortCode {
  return { value: textOf(item, 'CodeValue').trim(), scheme: textOf(item, 'CodingSchemeDesignator').trim() };
}

/** A number in whichever form its VR has it; undefined where there is none. */
function numberOf(dataSet: Elements, keyword: Keyword): number | undefined {
  const { tag, vr } = dictionary[keyword];
  const bytes = dataSet.get(tag)?.value;
  if (!bytes || bytes.length === 0) return undefined;
  if (vr === 'US') return bytes.length >= 2 ? bytes.readUInt16LE() : undefined;
  if (vr === 'UL') return bytes.length >= 4 ? bytes.readUInt32LE() : undefined;
  if (vr === 'FD') return bytes.length >= 8 ? bytes.readDoubleLE() : undefined;
  const text = valuesOf(dataSet, keyword)[0];
  return text === undefined || text === '' || Number.isNaN(Number(text)) ? undefined : Number(text);
}

/** When the shutter was released, else the nearest that is known, as ISO 8601 with an offset. */
function momentIn(dataSet: Elements, fallbackZone: string): string | undefined {
  const zone = textOf(dataSet, 'TimezoneOffsetFromUTC').trim() || fallbackZone;
  const [whole = ''] = valuesOf(dataSet, 'AcquisitionDateTime');
  const pairs = [
    [whole.slice(0, 8), whole.slice(8).replace(/[+-].*$/, ''), /[+-]\d{4}$/.exec(whole)?.[0]],
    [textOf(dataSet, 'AcquisitionDate'), textOf(dataSet, 'AcquisitionTime')],
    [textOf(dataSet, 'ContentDate'), textOf(dataSet, 'ContentTime')],
    [textOf(dataSet, 'SeriesDate'), textOf(dataSet, 'SeriesTime')],
    [textOf(dataSet, 'StudyDate'), textOf(dataSet, 'StudyTime')],
  ];
  for (const [date = '', time = '', own = zone] of pairs) {
    const day = dayOf(date);
    const offset = /^([+-]\d{2})(\d{2})$/.exec(own);
    if (!day || !offset) continue;
    const parts = /^(\d{2})(\d{2})?(\d{2})?(\.\d{1,6})?/.exec(time.trim()) ?? [];
    const [, hour = '00', minute = '00', second = '00', fraction = ''] = parts;
    const moment = `${day}T${hour}:${minute}:${second}${fraction}${offset[1]}:${offset[2]}`;
    if (!Number.isNaN(Date.parse(moment))) return moment;
  }
  return undefined;
}

function dayOf(date: string): string | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(date.trim());
  return parts ? `${parts[1]}-${parts[2]}-${parts[3]}` : undefined;
}
