import { sha256Of } from '../../base/durable-file.ts';
import type { Keyword } from './dictionary.ts';
import type { DataSet } from './encode.ts';
import { type Elements, itemsOf, textOf } from './read.ts';

/** Key Object Selection Document Storage. */
export const keyObjectSelection = '1.2.840.10008.5.1.4.1.1.88.59';

/** What can be asked of a data set, whether it is about to be written or was read back. */
type Source = { text(keyword: Keyword): string; items(keyword: Keyword): readonly Source[] };

/** Values of a content item that are plain text, in the order in which they are encoded (PS3.3 C.17.3, C.18). */
const plain = [
  'RelationshipType',
  'ValueType',
  'ContinuityOfContent',
  'TextValue',
  'DateTime',
  'Date',
  'Time',
  'PersonName',
  'UID',
] as const satisfies readonly Keyword[];

/**
 * What Key Objects say, as bytes that stay the same whatever an archive does to the encoding: lengths of sequences, Implicit VR,
 * padding, attributes added around it. That is the title, the instances given as evidence (a set, wherever they stand) and the content
 * tree in its order; codes by value and scheme, for their meanings are for reading. Everything else, the patient
 * among it, is no part of it. Takes what is to be written or what was read; both give the same bytes.
 */
export function contentOf(dataSet: DataSet | Elements): Uint8Array {
  const root = isElements(dataSet) ? ofElements(dataSet) : ofDataSet(dataSet);
  return new TextEncoder().encode(JSON.stringify({ evidence: evidenceOf(root), content: itemOf(root) }));
}

/** The same as `ObjectIdentity` has it. */
export function contentProof(dataSet: DataSet | Elements): { readonly sha256: string; readonly bytes: number } {
  const content = contentOf(dataSet);
  return { sha256: sha256Of(content), bytes: content.length };
}

/** One node of the tree; the root is the data set itself (PS3.3 C.17.3.1). */
function itemOf(item: Source): unknown[] {
  const measured = item.items('MeasuredValueSequence').map((value) => {
    return [value.text('NumericValue'), codesOf(value, 'MeasurementUnitsCodeSequence')];
  });
  return [
    plain.map((keyword) => item.text(keyword)),
    codesOf(item, 'ConceptNameCodeSequence'),
    codesOf(item, 'ConceptCodeSequence'),
    item.items('ReferencedSOPSequence').map(referenceOf),
    measured,
    item.items('ContentSequence').map(itemOf),
  ];
}

/** Study, series, class and instance of each object (PS3.3 Table C.17-3). */
function evidenceOf(root: Source): string[] {
  const studies = root.items('CurrentRequestedProcedureEvidenceSequence');
  const named = studies.flatMap((study) =>
    study.items('ReferencedSeriesSequence').flatMap((series) =>
      series.items('ReferencedSOPSequence').map((instance) => {
        const uids = [study.text('StudyInstanceUID'), series.text('SeriesInstanceUID'), ...referenceOf(instance)];
        return uids.join(' ');
      }),
    ),
  );
  return [...new Set(named)].sort();
}

function referenceOf(reference: Source): string[] {
  return [reference.text('ReferencedSOPClassUID'), reference.text('ReferencedSOPInstanceUID')];
}

function codesOf(source: Source, keyword: Keyword): string[][] {
  return source.items(keyword).map((code) => [code.text('CodeValue'), code.text('CodingSchemeDesignator')]);
}

function isElements(dataSet: DataSet | Elements): dataSet is Elements {
  return dataSet instanceof Map;
}

function ofElements(elements: Elements): Source {
  return {
    text: (keyword) => settled(textOf(elements, keyword)),
    items: (keyword) => itemsOf(elements, keyword).map(ofElements),
  };
}

function ofDataSet(dataSet: DataSet): Source {
  return {
    text: (keyword) => {
      const value = dataSet[keyword];
      return settled(Array.isArray(value) ? value.join('\\') : String(value ?? ''));
    },
    items: (keyword) => {
      const value = dataSet[keyword];
      return Array.isArray(value) ? value.filter(isDataSet).map(ofDataSet) : [];
    },
  };
}

function isDataSet(value: string | number | DataSet): value is DataSet {
  return typeof value === 'object';
}

/** Spaces at the end are padding in every VR that stands here, and not every archive keeps them. */
function settled(text: string): string {
  return text.replace(/[\0 ]+$/, '');
}
