import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../electron/base/durable-file.ts';
import { contentOf, contentProof, keyObjectSelection } from '../../electron/stores/dicom/content.ts';
import { type DataSet, encodeDataSet } from '../../electron/stores/dicom/encode.ts';
import { encapsulated, explicitLittleEndian, vlPhotographic } from '../../electron/stores/dicom/part10.ts';
import { readDicom } from '../../electron/stores/dicom/read.ts';

const code = (CodeValue: string, CodeMeaning = 'words'): DataSet[] => [
  { CodeValue, CodingSchemeDesignator: 'DCM', CodeMeaning },
];
const reference = (instance: string): DataSet => ({
  ReferencedSOPClassUID: vlPhotographic,
  ReferencedSOPInstanceUID: instance,
});
const image = (instance: string): DataSet => ({
  RelationshipType: 'CONTAINS',
  ValueType: 'IMAGE',
  ReferencedSOPSequence: [reference(instance)],
});
const text = (TextValue: string): DataSet => ({
  RelationshipType: 'CONTAINS',
  ValueType: 'TEXT',
  ConceptNameCodeSequence: code('113012'),
  TextValue,
});

function keyObjects(
  change: { title?: string; evidence?: string[]; content?: DataSet[]; more?: DataSet } = {},
): DataSet {
  const evidence = change.evidence ?? ['1.2.10', '1.2.9'];
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: keyObjectSelection,
    SOPInstanceUID: '1.2.3',
    ValueType: 'CONTAINER',
    ContinuityOfContent: 'SEPARATE',
    ConceptNameCodeSequence: code(change.title ?? '113000'),
    CurrentRequestedProcedureEvidenceSequence: [
      {
        StudyInstanceUID: '1.2',
        ReferencedSeriesSequence: [{ SeriesInstanceUID: '1.3', ReferencedSOPSequence: evidence.map(reference) }],
      },
    ],
    ContentSequence: change.content ?? [text('Série complète'), image('1.2.9'), image('1.2.10')],
    ...change.more,
  };
}

const asFile = (body: Uint8Array): Uint8Array[] => {
  const file = { sopClassUid: keyObjectSelection, sopInstanceUid: '1.2.3', transferSyntaxUid: explicitLittleEndian };
  const header = Buffer.concat(encapsulated(file, {}, new Uint8Array()));
  return [header.subarray(0, 144 + header.readUInt32LE(140)), body];
};
const readBack = async (body: Uint8Array) => (await readDicom(asFile(body))).dataSet;

/** What Orthanc does the other way round: each explicit length of a sequence or an item becomes an undefined one. */
function withoutLengths(dataSet: DataSet): Buffer {
  const parts: Uint8Array[] = [];
  for (const [keyword, value] of Object.entries(dataSet)) {
    const sequence = Array.isArray(value) && value.every((item) => typeof item === 'object');
    const encoded = Buffer.from(encodeDataSet({ [keyword]: value } as DataSet));
    if (!sequence) {
      parts.push(encoded);
      continue;
    }
    parts.push(encoded.subarray(0, 8), Buffer.from('ffffffff', 'hex'));
    for (const item of value as DataSet[]) {
      parts.push(Buffer.from('feff00e0ffffffff', 'hex'), withoutLengths(item), Buffer.from('feff0de000000000', 'hex'));
    }
    parts.push(Buffer.from('feffdde000000000', 'hex'));
  }
  return Buffer.concat(parts);
}

describe('what Key Objects say', () => {
  it('is the same before it is written and after it was read', async () => {
    const content = keyObjects();
    const proof = contentProof(await readBack(encodeDataSet(content)));
    expect(proof).toEqual(contentProof(content));
    expect(proof).toEqual({ sha256: sha256Of(contentOf(content)), bytes: contentOf(content).length });
  });

  it('survives other lengths, other meanings of codes, added attributes and evidence in another order', async () => {
    const same = contentProof(keyObjects());
    expect(contentProof(await readBack(withoutLengths(keyObjects())))).toEqual(same);
    const coerced = keyObjects({
      evidence: ['1.2.9', '1.2.10'],
      more: { PatientName: 'MULLER^ZOE', StudyDescription: 'x', ConceptNameCodeSequence: code('113000', 'other') },
    });
    expect(contentProof(await readBack(encodeDataSet(coerced)))).toEqual(same);
  });

  it.each<[string, DataSet]>([
    ['another title', keyObjects({ title: '113001' })],
    ['an instance less in evidence', keyObjects({ evidence: ['1.2.9'] })],
    ['an instance less in the tree', keyObjects({ content: [text('Série complète'), image('1.2.9')] })],
    ['another order', keyObjects({ content: [text('Série complète'), image('1.2.10'), image('1.2.9')] })],
    ['another text', keyObjects({ content: [text('Serie complete'), image('1.2.9'), image('1.2.10')] })],
    [
      'a node that became a child',
      keyObjects({ content: [{ ...text('Série complète'), ContentSequence: [image('1.2.9')] }] }),
    ],
  ])('is something else with %s', (_, changed) => {
    expect(contentProof(changed).sha256).not.toBe(contentProof(keyObjects()).sha256);
  });
});
