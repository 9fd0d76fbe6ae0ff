import { sha256Of } from '../../base/durable-file.ts';
import { CodedError } from '../../contract/errors.ts';
import type { Role } from '../../contract/operators.ts';
import type { PlannedStep } from '../../contract/protocol.ts';
import type { SettingResult } from '../../contract/settings.ts';
import type { DicomObject } from '../store.ts';
import { acquisitionContext, codingSchemes, type OwnCodes, viewCodes } from './coding.ts';
import { privateCreator } from './dictionary.ts';
import type { DataSet } from './encode.ts';
import { readExif } from './exif.ts';
import { exposureModule, lensModule } from './exposure.ts';
import { type JpegPicture, readJpeg } from './jpeg.ts';
import { momentOf } from './moment.ts';
import { type PatientOrientation, storedOrientation } from './orientation.ts';
import { encapsulated, jpegBaseline, vlPhotographic } from './part10.ts';
import {
  offsetOf,
  patientModule,
  performedModule,
  type SeriesFacts,
  seriesModule,
  studyModule,
} from './series-modules.ts';
import { shortened } from './shortened.ts';

/** All that is known of one picture besides its bytes. */
export type PhotographFacts = SeriesFacts & {
  /** When the shutter was released: ISO 8601 with an offset. */
  takenAt: string;
  operatorRole?: Role | undefined;
  step: PlannedStep;
  camera: { manufacturer: string; model: string; serial?: string | undefined };
  settings: readonly SettingResult[];
  light: { scene: string; mode: 'trigger' | 'manual'; fired: 'yes' | 'no' | 'unknown' };
  /** Of the camera's file, as it was received. */
  sha256: string;
};

/**
 * One VL Photographic object around the camera's JPEG, which is neither changed nor copied. Throws `vault-damaged` if the
 * bytes are not those that `sha256` names, `picture-unsupported` for a JPEG that DICOM cannot carry unchanged, `bad-input`
 * for a fact that its attribute forbids.
 */
export function photograph(facts: PhotographFacts, picture: Uint8Array): DicomObject {
  if (sha256Of(picture) !== facts.sha256) {
    throw new CodedError('vault-damaged', { file: facts.sopInstanceUid });
  }
  const jpeg = readJpeg(picture);
  const orientation = storedOrientation(facts.step.coding.patientOrientation, jpeg.orientation);
  return pictureObject(
    facts,
    { bytes: picture, sha256: facts.sha256, jpeg, exif: jpeg.exif, orientation, sidePx: longSide(jpeg) },
    {
      ImageType: ['ORIGINAL', 'PRIMARY'],
    },
  );
}

/** A JPEG as it is to be carried, what it was taken with (its original's EXIF block), and where its rows and columns run to. */
export type CarriedPicture = {
  bytes: Uint8Array;
  sha256: string;
  jpeg: JpegPicture;
  exif: Uint8Array | undefined;
  orientation: PatientOrientation;
  /** The long side of what the sensor gave, which the field's width lies along. */
  sidePx: number;
};

/** The object around any picture of the series; `more` is what sets an original and a derived one apart. */
export function pictureObject(
  facts: PhotographFacts,
  { bytes, sha256, jpeg, exif: block, orientation, sidePx }: CarriedPicture,
  more: DataSet,
  ownCodes: OwnCodes = [],
): DicomObject {
  const exif = block ? readExif(block) : {};
  const dataSet: DataSet = {
    SpecificCharacterSet: 'ISO_IR 192',
    ...patientModule(facts.patient),
    ...studyModule(facts),
    ...seriesModule(facts, { modality: 'XC', number: 1, description: facts.protocol.title.fr }),
    ...performedModule(facts),
    ...acquisition(facts),
    ...equipment(facts),
    ...lensModule(exif),
    ...view(facts.step, orientation, ownCodes),
    ...pixels(jpeg, bytes.length),
    ...spacing(facts.step, sidePx),
    ...exposureModule(exif, facts),
    ...provenance(facts, sha256, bytes.length),
    SOPClassUID: vlPhotographic,
    SOPInstanceUID: facts.sopInstanceUid,
    InstanceNumber: facts.instanceNumber,
    ImageComments: facts.step.title.fr,
    BurnedInAnnotation: 'NO',
    ...more,
  };
  const { studyUid, seriesUid, sopInstanceUid, simulated, patient } = facts;
  const file = { sopClassUid: vlPhotographic, sopInstanceUid, transferSyntaxUid: jpegBaseline };
  const identity = { studyUid, seriesUid, sopInstanceUid, sopClassUid: vlPhotographic, sha256, bytes: bytes.length };
  return {
    ...identity,
    patientId: patient.patientId,
    transferSyntaxUid: jpegBaseline,
    simulated,
    chunks: encapsulated(file, dataSet, bytes),
  };
}

function acquisition(facts: PhotographFacts): DataSet {
  const taken = momentOf(facts.takenAt, offsetOf(facts));
  return {
    AcquisitionDate: taken.date,
    AcquisitionTime: taken.time,
    AcquisitionDateTime: taken.dateTime,
    ContentDate: taken.date,
    ContentTime: taken.time,
  };
}

function equipment(facts: PhotographFacts): DataSet {
  const { manufacturer, model, serial } = facts.camera;
  return {
    Manufacturer: shortened(manufacturer, 64),
    ManufacturerModelName: shortened(model, 64),
    DeviceSerialNumber: serial ? shortened(serial, 64) : undefined,
    SoftwareVersions: shortened(`Incidence ${facts.softwareVersion}`, 64),
    StationName: shortened(facts.station, 16),
  };
}

function view(step: PlannedStep, orientation: PatientOrientation, ownCodes: OwnCodes): DataSet {
  return {
    ...viewCodes(step),
    ImageLaterality: step.coding.laterality,
    PatientOrientation: orientation,
    AcquisitionContextSequence: acquisitionContext(step),
    CodingSchemeIdentificationSequence: codingSchemes(step, ownCodes),
  };
}

/** The IOD takes YBR_FULL_422 for every colour JPEG, whatever its subsampling; decoders read the JPEG's own. */
function pixels(jpeg: JpegPicture, bytes: number): DataSet {
  const colour = jpeg.components === 3;
  return {
    SamplesPerPixel: jpeg.components,
    PhotometricInterpretation: colour ? 'YBR_FULL_422' : 'MONOCHROME2',
    PlanarConfiguration: colour ? 0 : undefined,
    Rows: jpeg.rows,
    Columns: jpeg.columns,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    LossyImageCompression: '01',
    LossyImageCompressionRatio: Number(((jpeg.rows * jpeg.columns * jpeg.components) / bytes).toFixed(2)),
    LossyImageCompressionMethod: 'ISO_10918_1',
  };
}

export function longSide({ rows, columns }: Pick<JpegPicture, 'rows' | 'columns'>): number {
  return Math.max(rows, columns);
}

/**
 * At the focal plane; only where its width is held exactly may be measured (PS3.3, 10.7.1.1). The IOD has no attribute for how:
 * that is in the private block.
 */
function spacing({ calibrated, fieldWidthMm }: PlannedStep, sidePx: number): DataSet {
  const mm = fieldWidthMm / sidePx;
  return { PixelSpacing: calibrated === undefined ? undefined : [mm, mm] };
}

/** The private block: which protocol and step, how wide the field, which light, who, and the proof of the bytes. */
function provenance(facts: PhotographFacts, sha256: string, bytes: number): DataSet {
  return {
    IncidenceCreator: privateCreator,
    IncidenceProtocolId: facts.protocol.id,
    IncidenceProtocolVersion: facts.protocol.version,
    IncidenceStepId: facts.step.id,
    IncidenceFieldWidthMm: facts.step.fieldWidthMm,
    IncidenceLightingScene: facts.light.scene,
    IncidencePictureSha256: sha256,
    IncidencePictureBytes: bytes,
    IncidenceSimulated: facts.simulated ? 'YES' : 'NO',
    IncidenceView: facts.step.view,
    IncidenceCalibratedBy: facts.step.calibrated,
    IncidenceOperatorRole: facts.operatorRole?.toUpperCase().replaceAll('-', '_'),
  };
}
