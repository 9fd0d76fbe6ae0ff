import { connections } from '../../electron/contract/connections.ts';
import { loadData } from '../../electron/host/data.ts';
import { charsets, wholeCharsets } from '../../electron/stores/dicom/charset.ts';
import { privateScheme } from '../../electron/stores/dicom/coding.ts';
import { privateCreator } from '../../electron/stores/dicom/dictionary.ts';
import { documentTitles } from '../../electron/stores/dicom/document.ts';
import { keyObjectTitles } from '../../electron/stores/dicom/key-objects.ts';
import { implementationClassUid, implementationVersion } from '../../electron/stores/dicom/part10.ts';
import { titles } from '../../electron/studio/reconciliation/owed-jobs.ts';
import { objectAttributes, privateCodes, sources } from './examples.ts';
import { attributeTable, table } from './markdown.ts';
import {
  archiveContexts,
  askedOfSeriesText,
  commitmentTables,
  contextTable,
  findStatusTable,
  httpTables,
  limitTable,
  listenerContexts,
  listenerStatusTable,
  performedStepTables,
  priorQueryTable,
  privateTable,
  progressStatusTable,
  rejectionTable,
  retrievalTable,
  risContexts,
  sopClassTable,
  storeStatusTable,
  worklistTable,
} from './network.ts';
import { parameters } from './parameters.ts';

/** Where the statement lies in a checkout. */
export const statementFile = 'electron/stores/CONFORMANCE.md';

const privateMeanings = {
  IncidenceCreator: `private creator, \`${privateCreator}\``,
  IncidenceProtocolId: 'protocol by which the series was photographed',
  IncidenceProtocolVersion: 'its version',
  IncidenceStepId: 'the step of it',
  IncidenceFieldWidthMm: 'width of the field that the protocol asks for, in millimetres; no measurement',
  IncidenceLightingScene: 'lighting scene',
  IncidencePictureSha256: 'SHA-256 of the carried JPEG, in hexadecimal digits',
  IncidencePictureBytes: 'its exact length, without the pad byte',
  IncidenceSimulated: 'YES where a simulated camera made it',
  IncidenceView: 'the view that was photographed',
  IncidenceCalibratedBy: 'by what the width of the field is held exactly, where PixelSpacing is written',
  IncidenceOperatorRole: 'role of who photographed',
} as const;

type Section = readonly [heading: string, ...content: string[]];

/** The whole statement as Markdown; the same code gives the same text. */
export async function composeStatement(root: string): Promise<string> {
  const { protocols } = await loadData(root);
  const objects = await objectAttributes(protocols);
  const codes = await privateCodes(protocols);
  const preset = connections.parse({});
  const sections: Section[] = [
    [
      '# DICOM conformance statement of Incidence',
      'Made by `npm run conformance` from the tables that the code itself works by, and from objects that it builds for every step of every shipped protocol; a test fails where this file differs. It has the content that PS3.2 asks for, in the order of its template.',
    ],
    [
      '## 1. Overview',
      'Incidence photographs patients by a protocol and delivers the pictures. It takes its work from a modality worklist, tells the progress of each procedure, stores pictures, documents and Key Objects by DIMSE or DICOMweb, has storage proven by storage commitment or by reading back, rejects by Key Object notes what was sent for the wrong patient, and retrieves earlier pictures for comparison.',
      sopClassTable(),
      table(
        ['DICOMweb service', 'User agent', 'Origin server'],
        [
          ['Store Instances (STOW-RS)', 'Yes', 'No'],
          ['Retrieve Instances (WADO-RS)', 'Yes', 'No'],
          ['Search (QIDO-RS)', 'Yes', 'No'],
        ],
      ),
    ],
    [
      '## 2. Introduction',
      'For administrators of archives and information systems, and for whoever connects a station. A statement of conformance is no test: connect, photograph with a simulated camera to a store for tests, and look at the receipt. Abbreviations: ALWAYS, present with a value · EMPTY, present without · VNAP, value not always present · ANAP, attribute not always present.',
      table(['Source', 'Where a value comes from'], Object.entries(sources)),
    ],
    [
      '## 3. Implementation model',
      table(
        ['Application entity', 'Does'],
        [
          [
            'ARCHIVE',
            'sends closed series, asks for commitment, reads back, looks for earlier pictures; one association pool per store',
          ],
          ['LISTENER', 'takes commitment reports and moved objects; listens only while something is awaited'],
          ['RIS', 'queries the worklist, creates and ends performed procedure steps'],
          ['WEB', 'the same as ARCHIVE over DICOMweb'],
        ],
      ),
      'Sequence of a series: worklist query → N-CREATE with the first picture → close → objects of the series in their order (pictures, upright copies, documents, report, Key Objects) → proof of each → receipt → N-SET. What failed is tried again with growing waits, then parked for a person; nothing is sent twice under another UID. Each instance counts as stored only by its own answer, and as confirmed only by its proof.',
      `After a correction of whose pictures these are, all objects that may have left get new UIDs and are sent anew; then a Key Object note in the old study rejects what may be there (IHE IOCM): ${Object.entries(
        titles,
      )
        .map(([reason, title]) => `\`${reason}\` ${title}`)
        .join(', ')}.`,
    ],
    [
      '## 4. Networking',
      '### 4.1 Identification',
      table(
        ['', ''],
        [
          ['Application context', '1.2.840.10008.3.1.1.1'],
          ['Implementation Class UID', implementationClassUid],
          ['Implementation Version Name', implementationVersion],
          [
            'Default AE titles',
            `calling \`${preset.listener.aet}\`, listener \`${preset.listener.aet}\` at ${preset.listener.host}:${preset.listener.port}`,
          ],
          ['Asynchronous operations', 'none: one operation at a time on each association'],
          ['Associations at a time', 'as many as objects are sent side by side, for each store'],
        ],
      ),
      limitTable(),
      'Associations that are rejected (A-ASSOCIATE-RJ):',
      rejectionTable(),
    ],
    [
      '### 4.2 ARCHIVE',
      'Presentation contexts that are proposed:',
      contextTable('proposed', archiveContexts),
      'A photograph is proposed as the JPEG that the camera made and in no other transfer syntax: an archive that refuses it gets nothing, and the delivery is parked with `store-format-refused`. When reading back, uncompressed transfer syntaxes are taken as well, to tell that a picture is no longer the same.',
      '#### Storage (C-STORE)',
      storeStatusTable(),
      '#### Storage commitment (N-ACTION, N-EVENT-REPORT)',
      commitmentTables(),
      '#### Query (C-FIND, Study Root) and retrieval (C-GET, else C-MOVE to the listener)',
      'To read back: C-FIND at image level by study and series UID. For earlier pictures, whose series of modality XC are then listed and fetched, and those of modality KO read for what they reject:',
      priorQueryTable(),
      'Final statuses of C-FIND:',
      findStatusTable(),
      'Final statuses of C-GET and C-MOVE that are no success:',
      retrievalTable(),
    ],
    [
      '### 4.3 LISTENER',
      'Accepted from an AE that was asked for something, and from nobody else. Presentation contexts that are accepted:',
      contextTable('accepted', listenerContexts),
      listenerStatusTable(),
    ],
    [
      '### 4.4 RIS',
      contextTable('proposed', risContexts),
      '#### Modality worklist (C-FIND)',
      await worklistTable(),
      'Both pending statuses carry a match. The patient is looked for among the answers, whatever case and accents. Final statuses are those of 4.2.',
      '#### Modality performed procedure step (N-CREATE, N-SET)',
      await performedStepTables(),
      'Answers:',
      progressStatusTable(),
    ],
    [
      '### 4.5 WEB',
      'STOW-RS: one instance in each POST, `multipart/related; type="application/dicom"`. WADO-RS: instances with `transfer-syntax=*`. QIDO-RS: instances by series UID. Authentication: none, basic, bearer, client certificate. Redirections are not followed.',
      `Earlier pictures: QIDO-RS of series by PatientID and Modality (XC, KO), with ${askedOfSeriesText()}; WADO-RS \`/metadata\` of each series; WADO-RS \`/rendered?viewport=\` as \`image/jpeg\`, at the picture's own shape, of instances that say that they stand upright, else the whole instance.`,
      httpTables(),
    ],
    ['## 5. Media interchange', 'None. The `folder:` store writes Part-10 files without a DICOMDIR.'],
    [
      '## 6. Character sets',
      'Written: `ISO_IR 192` (UTF-8) alone. Read:',
      table(
        ['Specific Character Set', 'Decoded as'],
        [
          ...Object.entries(wholeCharsets),
          ...Object.entries(charsets).map(([number, { label }]) => [
            `\`ISO_IR ${number}\`, \`ISO 2022 IR ${number}\``,
            label,
          ]),
        ],
      ),
      'Text of a data set that declares none is read as UTF-8 where it is, else as Latin 1. Code extensions (ISO 2022) are followed within each value.',
    ],
    [
      '## 7. Security',
      'TLS by Node.js: TLS 1.2 and 1.3 with its default cipher suites, for every connection that is set to it, with an authority of the hospital’s own and, where the other side asks, a certificate of the station. The name in a server’s certificate must be its host’s. As a server the listener demands a certificate of the given authority from whoever calls. User identity (PS3.7, D.3.3.7) by user and password where a store has them. Audit messages as PS3.15 A.5 by syslog over TLS (RFC 5425). Pictures, journals and settings lie encrypted on the station.',
    ],
    [
      '## 8. Configuration',
      'Set on the page for connections by whoever may configure; kept encrypted. Nothing of it is changed by a peer.',
      table(['Parameter', 'Meaning', 'Values', 'Default'], parameters()),
    ],
    [
      '## 9. Contents of created objects',
      'Attributes over every step of every shipped protocol. A value that never changes stands as it is. Study, series and instance UIDs are `2.25.` UIDs; those of what is made from a picture follow from the picture’s.',
      ...objects.flatMap(({ kind, attributes }) => [`### ${kind}`, attributeTable(attributes)]),
    ],
    [
      '## 10. Coded terminology and private attributes',
      'Views are coded by SNOMED CT, DCM and LOINC where these have a code (CP-1570); otherwise by codes of the protocol’s own scheme.',
      table(
        ['Document title', 'Code', 'Meaning'],
        [
          ...Object.entries(keyObjectTitles).map(([use, { value, scheme, meaning }]) => [
            `Key Objects: ${use}`,
            `(${value}, ${scheme})`,
            meaning,
          ]),
          ...Object.entries(documentTitles).map(([use, { value, scheme, meaning }]) => [
            `PDF: ${use}`,
            `(${value}, ${scheme})`,
            meaning,
          ]),
        ],
      ),
      `Private coding scheme \`${privateScheme}\`, as the shipped protocols use it:`,
      table(['Code', 'Meaning'], codes),
      `Private attributes of block \`${privateCreator}\`; an archive may keep or drop them. Without them a picture whose JPEG has an odd length cannot be proven byte for byte but for its pad byte.`,
      privateTable(privateMeanings),
    ],
  ];
  return `${sections.flat().join('\n\n')}\n`;
}
