import { gazeConcepts } from '../../contract/priors.ts';
import type { Code, PlannedStep } from '../../contract/protocol.ts';
import type { DataSet } from './encode.ts';

/** Our own codes, for what no standard scheme has (gaze directions). Each object that uses them says whose they are. */
export const privateScheme = '99INCIDENCE';
const privateSchemeUid = '2.25.1160121832739111353146720879794623215';

const degree: Code = { value: 'deg', scheme: 'UCUM', meaning: 'degree' };

export function codeItem(code: Code): DataSet {
  return { CodeValue: code.value, CodingSchemeDesignator: code.scheme, CodeMeaning: code.meaning };
}

/** A sequence is left out where it has no item. */
export function codeItems(codes: readonly Code[]): DataSet[] | undefined {
  return codes.length === 0 ? undefined : codes.map(codeItem);
}

/** What of the body the picture shows, from where, and with which instruments: each modifier inside what it modifies. */
export function viewCodes(step: PlannedStep): DataSet {
  const { region, regionModifiers, structure, structureModifiers, view, viewModifiers } = step.coding;
  return {
    AnatomicRegionSequence: [{ ...codeItem(region), AnatomicRegionModifierSequence: codeItems(regionModifiers) }],
    PrimaryAnatomicStructureSequence: structure && [
      { ...codeItem(structure), PrimaryAnatomicStructureModifierSequence: codeItems(structureModifiers) },
    ],
    ViewCodeSequence: view && [{ ...codeItem(view), ViewModifierCodeSequence: codeItems(viewModifiers) }],
    DeviceSequence: codeItems(devicesOf(step)),
  };
}

/** Those of the view, and what else is in the picture or held for it, each once. */
function devicesOf({ coding, accessories }: PlannedStep): Code[] {
  const all = [...coding.devices, ...accessories.flatMap(({ code }) => code ?? [])];
  return all.filter((code, index) => all.findIndex((other) => isSame(other, code)) === index);
}

function isSame(one: Code, other: Code): boolean {
  return one.value === other.value && one.scheme === other.scheme;
}

/** What of the face or its expression nobody has given another concept. */
const findingByInspection: Code = { value: '118243007', scheme: 'SCT', meaning: 'Finding by inspection' };

/** The step's expression is part of its context, where that does not name it already. */
function contextOf({ coding, expression }: PlannedStep): { name: Code; value: Code }[] {
  const code = expression?.code;
  if (!code || coding.context.some(({ value }) => isSame(value, code))) return coding.context;
  return [...coding.context, { name: findingByInspection, value: code }];
}

/** What the step's coding and fixation say of how the picture was taken, as Acquisition Context content items. */
export function acquisitionContext(step: PlannedStep): DataSet[] {
  const coded = contextOf(step).map((item) => ({
    ValueType: 'CODE',
    ConceptNameCodeSequence: [codeItem(item.name)],
    ConceptCodeSequence: [codeItem(item.value)],
  }));
  if (!step.fixation) return coded;
  return [
    ...coded,
    angle(gazeConcepts.horizontal, step.fixation.leftDeg),
    angle(gazeConcepts.vertical, step.fixation.upDeg),
  ];
}

function angle(name: Code, degrees: number): DataSet {
  return {
    ValueType: 'NUMERIC',
    ConceptNameCodeSequence: [codeItem(name)],
    NumericValue: degrees,
    MeasurementUnitsCodeSequence: [codeItem(degree)],
  };
}

/** Codes of our own that an object has beside those of its step. */
export type OwnCodes = readonly Code[];

/** Says what `99INCIDENCE` is, where an object uses it; absent otherwise. */
export function codingSchemes(step: PlannedStep, more: OwnCodes = []): DataSet[] | undefined {
  const { region, structure, view, regionModifiers, structureModifiers, viewModifiers } = step.coding;
  const used = [
    ...[region, structure, view].filter((code) => code !== undefined),
    ...[regionModifiers, structureModifiers, viewModifiers, devicesOf(step), more].flat(),
    ...contextOf(step).flatMap((item) => [item.name, item.value]),
  ];
  if (!step.fixation && !used.some((code) => code.scheme === privateScheme)) return undefined;
  return [ownScheme];
}

const ownScheme: DataSet = {
  CodingSchemeDesignator: privateScheme,
  CodingSchemeUID: privateSchemeUid,
  CodingSchemeName: 'Incidence clinical photography',
  CodingSchemeResponsibleOrganization: 'Incidence',
};
