import { gazeConcepts } from '../../contract/priors.ts';
import type { Code, PlannedStep } from '../../contract/protocol.ts';
import type { DataSet } from './encode.ts';

/** Our own codes, for what no standard scheme has (gaze directions). Each object that uses them says whose they are. */
export const privateScheme = '99INCIDENCE';
const privateSchemeUid = '2.25.1160121832739111353146720879794623215';

const degree: Code = { value: 'deg', scheme: 'UCUM', meaning: 'degree' };

function codeItem(code: Code): DataSet {
  return { CodeValue: code.value, CodingSchemeDesignator: code.scheme, CodeMeaning: code.meaning };
}

/** A sequence is left out where it has no item. */
function codeItems(codes: readonly Code[]): DataSet[] | undefined {
  return codes.length === 0 ? undefined : codes.map(codeItem);
}

/** What of the body the picture shows, from where, and with which instruments: each modifier inside what it modifies. */
export function viewCodes(step: PlannedStep): DataSet {
  const { region, regionModifiers, structure, structureModifiers, view, viewModifiers, devices } = step.coding;
  return {
    AnatomicRegionSequence: [{ ...codeItem(region), AnatomicRegionModifierSequence: codeItems(regionModifiers) }],
    PrimaryAnatomicStructureSequence: structure && [
      { ...codeItem(structure), PrimaryAnatomicStructureModifierSequence: codeItems(structureModifiers) },
    ],
    ViewCodeSequence: view && [{ ...codeItem(view), ViewModifierCodeSequence: codeItems(viewModifiers) }],
    DeviceSequence: codeItems(devices),
  };
}

/** What the step's coding and fixation say of how the picture was taken, as Acquisition Context content items. */
export function acquisitionContext(step: PlannedStep): DataSet[] {
  const coded = step.coding.context.map((item) => ({
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

/** Says what `99INCIDENCE` is, where a step uses it; absent otherwise. */
export function codingSchemes(step: PlannedStep): DataSet[] | undefined {
  const { region, structure, view, context, regionModifiers, structureModifiers, viewModifiers, devices } = step.coding;
  const used = [
    ...[region, structure, view].filter((code) => code !== undefined),
    ...[regionModifiers, structureModifiers, viewModifiers, devices].flat(),
    ...context.flatMap((item) => [item.name, item.value]),
  ];
  if (!step.fixation && !used.some((code) => code.scheme === privateScheme)) return undefined;
  return [
    {
      CodingSchemeDesignator: privateScheme,
      CodingSchemeUID: privateSchemeUid,
      CodingSchemeName: 'Incidence clinical photography',
      CodingSchemeResponsibleOrganization: 'Incidence',
    },
  ];
}
