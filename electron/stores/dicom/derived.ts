import { sha256Of } from '../../base/durable-file.ts';
import type { Code } from '../../contract/protocol.ts';
import type { DicomObject } from '../store.ts';
import { codeItem, privateScheme } from './coding.ts';
import { readJpeg } from './jpeg.ts';
import { momentOf } from './moment.ts';
import { correctedOrientation } from './orientation.ts';
import { vlPhotographic } from './part10.ts';
import { longSide, type PhotographFacts, pictureObject } from './photograph.ts';
import { offsetOf, studioEquipment } from './series-modules.ts';
import { type Turn, uprightTurn } from './turning/turn.ts';
import type { TurnedJpeg } from './turning/turn-jpeg.ts';

/** DCM 121322: CID 7202. */
const sourceImage: Code = { value: '121322', scheme: 'DCM', meaning: 'Source image for image processing operation' };
/** DCM 109102: CID 7005. */
const processing: Code = { value: '109102', scheme: 'DCM', meaning: 'Processing Equipment' };
/** CID 7203 has no code for either: both are our own. */
const upright: Code = { value: 'UPRIGHT', scheme: privateScheme, meaning: 'Turned upright without loss' };
const corrected: Code = {
  value: 'MIRROR-CORRECTED',
  scheme: privateScheme,
  meaning: 'Mirror image reversed without loss',
};

/** How a picture of this step has to be turned so that it stands, and shows nobody mirrored. */
export function turnFor({ step }: Pick<PhotographFacts, 'step'>, original: Uint8Array): Turn {
  return uprightTurn(readJpeg(original).orientation, step.mirror);
}

/**
 * The upright, mirror-corrected picture beside its original: the same view, the camera's own coefficients in another place (see
 * `turnJpeg`). `facts` are the original's, but for UID and number, which are its own; `source` names the original.
 */
export function derived(
  facts: PhotographFacts,
  source: { sopInstanceUid: string; picture: Uint8Array },
  { jpeg: bytes, trimmed }: TurnedJpeg,
): DicomObject {
  const original = readJpeg(source.picture);
  const { mirror, coding } = facts.step;
  const codes = [...(original.orientation === 1 ? [] : [upright]), ...(mirror === 'none' ? [] : [corrected])];
  const carried = {
    bytes,
    sha256: sha256Of(bytes),
    jpeg: readJpeg(bytes),
    exif: original.exif,
    sidePx: longSide(original),
    orientation: correctedOrientation(coding.patientOrientation, mirror),
  };
  const made = momentOf(facts.takenAt, offsetOf(facts));
  return pictureObject(
    facts,
    carried,
    {
      ImageType: ['DERIVED', 'PRIMARY'],
      DerivationDescription: description(original.orientation, mirror !== 'none', trimmed),
      DerivationCodeSequence: codes.map(codeItem),
      SourceImageSequence: [
        {
          ReferencedSOPClassUID: vlPhotographic,
          ReferencedSOPInstanceUID: source.sopInstanceUid,
          PurposeOfReferenceCodeSequence: [codeItem(sourceImage)],
        },
      ],
      ContributingEquipmentSequence: [
        {
          PurposeOfReferenceCodeSequence: [codeItem(processing)],
          ...studioEquipment(facts),
          ContributionDateTime: made.dateTime,
          ContributionDescription: 'Lossless turning of the JPEG coefficients',
        },
      ],
    },
    codes,
  );
}

function description(exifOrientation: number, isMirrored: boolean, trimmed: TurnedJpeg['trimmed']): string {
  const said = [
    exifOrientation === 1 ? '' : `turned upright from EXIF orientation ${exifOrientation}`,
    isMirrored ? 'mirror image reversed' : '',
    'JPEG coefficients moved without loss',
    trimmed.columns + trimmed.rows === 0
      ? ''
      : `${trimmed.columns} columns and ${trimmed.rows} rows of incomplete blocks left out at the edge`,
  ];
  const text = said.filter(Boolean).join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
