import { sha256Of } from '../../base/durable-file.ts';
import { CodedError } from '../../contract/errors.ts';
import type { Patient } from '../../contract/patient.ts';
import type { PlannedStep, Protocol } from '../../contract/protocol.ts';
import type { SettingName, SettingResult } from '../../contract/settings.ts';
import type { DicomObject } from '../store.ts';
import { acquisitionContext, codingSchemes, viewCodes } from './coding.ts';
import { privateCreator } from './dictionary.ts';
import type { DataSet } from './encode.ts';
import { type ExifFacts, readExif } from './exif.ts';
import { type JpegPicture, readJpeg } from './jpeg.ts';
import { localOffset, momentOf, zoneOf } from './moment.ts';
import { storedOrientation } from './orientation.ts';
import { encapsulated, jpegBaseline, vlPhotographic } from './part10.ts';

/** All that is known of one picture besides its bytes; everything comes from the journal and the station. */
export type PhotographFacts = {
  patient: Patient;
  studyUid: string;
  seriesUid: string;
  sopInstanceUid: string;
  instanceNumber: number;
  /** When the session was opened and when the shutter was released: ISO 8601 with an offset. */
  studyAt: string;
  takenAt: string;
  operator: string;
  protocol: Pick<Protocol, 'id' | 'version' | 'title'>;
  step: PlannedStep;
  camera: { manufacturer: string; model: string; serial?: string | undefined };
  settings: readonly SettingResult[];
  light: { scene: string; mode: 'trigger' | 'manual'; fired: 'yes' | 'no' | 'unknown' };
  /** Of the camera's file, as it was received. */
  sha256: string;
  simulated: boolean;
  accessionNumber?: string | undefined;
  softwareVersion: string;
  /** This workstation's name. */
  station: string;
  /** The zone that dates are written in, minutes east of UTC; absent, this machine's own at `studyAt`. */
  utcOffsetMinutes?: number | undefined;
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
  const exif = jpeg.exif ? readExif(jpeg.exif) : {};
  const dataSet: DataSet = {
    SpecificCharacterSet: 'ISO_IR 192',
    ...patientModule(facts.patient),
    ...timing(facts),
    ...studyAndSeries(facts),
    ...equipment(facts),
    ...view(facts.step, exif.orientation),
    ...pixels(jpeg, picture.length),
    ...exposure(exif, facts),
    ...provenance(facts, picture.length),
    SOPClassUID: vlPhotographic,
    SOPInstanceUID: facts.sopInstanceUid,
    ImageType: ['ORIGINAL', 'PRIMARY'],
    InstanceNumber: facts.instanceNumber,
    ImageComments: facts.step.title.fr,
    BurnedInAnnotation: 'NO',
  };
  const { studyUid, seriesUid, sopInstanceUid, sha256, simulated } = facts;
  const file = { sopClassUid: vlPhotographic, sopInstanceUid, transferSyntaxUid: jpegBaseline };
  const chunks = encapsulated(file, dataSet, picture);
  const { sopClassUid, transferSyntaxUid } = file;
  const { patientId } = facts.patient;
  const identity = { studyUid, seriesUid, sopInstanceUid, sopClassUid, sha256, bytes: picture.length, patientId };
  return { ...identity, transferSyntaxUid, simulated, chunks };
}

function patientModule(patient: Patient): DataSet {
  return {
    PatientName: patient.name,
    PatientID: patient.patientId,
    IssuerOfPatientID: patient.issuer,
    PatientBirthDate: patient.birthDate.replaceAll('-', ''),
    PatientSex: patient.sex,
    OtherPatientIDsSequence: nationalIdentity(patient),
  };
}

/** Only a qualified INS may stand as the matricule (REQ-1). */
function nationalIdentity(patient: Patient): DataSet[] | undefined {
  if (!patient.ins?.qualified) return undefined;
  const { matricule, oid } = patient.ins;
  const issuer: DataSet = { UniversalEntityID: oid, UniversalEntityIDType: 'ISO' };
  return [{ PatientID: matricule, TypeOfPatientID: 'TEXT', IssuerOfPatientIDQualifiersSequence: [issuer] }];
}

/** All dates of a study in one zone, so that its date does not change from one picture to the next. */
function timing(facts: PhotographFacts): DataSet {
  const offset = facts.utcOffsetMinutes ?? localOffset(facts.studyAt);
  const study = momentOf(facts.studyAt, offset);
  const taken = momentOf(facts.takenAt, offset);
  return {
    StudyDate: study.date,
    StudyTime: study.time,
    StudyID: `${study.date}${study.time.slice(0, 6)}`,
    SeriesDate: study.date,
    SeriesTime: study.time,
    AcquisitionDate: taken.date,
    AcquisitionTime: taken.time,
    AcquisitionDateTime: taken.dateTime,
    ContentDate: taken.date,
    ContentTime: taken.time,
    TimezoneOffsetFromUTC: zoneOf(offset),
  };
}

function studyAndSeries(facts: PhotographFacts): DataSet {
  const description = shortened(facts.protocol.title.fr, 64);
  return {
    StudyInstanceUID: facts.studyUid,
    SeriesInstanceUID: facts.seriesUid,
    SeriesNumber: 1,
    AccessionNumber: facts.accessionNumber ?? '',
    ReferringPhysicianName: '',
    Modality: 'XC',
    StudyDescription: description,
    SeriesDescription: description,
    OperatorsName: facts.operator === '' ? undefined : facts.operator,
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

function view(step: PlannedStep, exifOrientation: number | undefined): DataSet {
  const { laterality, patientOrientation } = step.coding;
  return {
    ...viewCodes(step),
    ImageLaterality: laterality,
    PatientOrientation: storedOrientation(patientOrientation, exifOrientation),
    AcquisitionContextSequence: acquisitionContext(step),
    CodingSchemeIdentificationSequence: codingSchemes(step),
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

/** What the picture says of itself, else what the body said of its settings. */
function exposure(exif: ExifFacts, facts: PhotographFacts): DataSet {
  const setting = (name: SettingName) => {
    const got = facts.settings.find((result) => result.setting === name)?.got;
    return typeof got === 'number' && got > 0 ? got : undefined;
  };
  const sensitivity = exif.isoSpeed ?? setting('iso');
  return {
    ExposureTimeInSeconds: exif.exposureTimeS ?? setting('shutterS'),
    FNumber: exif.fNumber ?? setting('aperture'),
    PhotographicSensitivity: sensitivity === undefined ? undefined : Math.round(sensitivity),
    FocalLength: exif.focalLengthMm,
    FlashFiringStatus: { yes: 1, no: 0, unknown: undefined }[facts.light.fired],
  };
}

/** The private block: which protocol and step, how wide the field, which light, and the proof of the bytes. */
function provenance(facts: PhotographFacts, bytes: number): DataSet {
  return {
    IncidenceCreator: privateCreator,
    IncidenceProtocolId: facts.protocol.id,
    IncidenceProtocolVersion: facts.protocol.version,
    IncidenceStepId: facts.step.id,
    IncidenceFieldWidthMm: facts.step.fieldWidthMm,
    IncidenceLightingScene: facts.light.scene,
    IncidencePictureSha256: facts.sha256,
    IncidencePictureBytes: bytes,
    IncidenceSimulated: facts.simulated ? 'YES' : 'NO',
    IncidenceView: facts.step.view,
  };
}

/**
 * Descriptive text that devices and translators supply, made to fit: identifiers are refused instead. Counts UTF-8 bytes,
 * as some validators do, which is never more than the standard's characters.
 */
function shortened(text: string, most: number): string {
  const clean = text.replace(/[\p{Cc}\\]+/gu, ' ').trim();
  let kept = '';
  for (const character of clean) {
    if (Buffer.byteLength(kept + character) > most) break;
    kept += character;
  }
  return kept.trimEnd();
}
