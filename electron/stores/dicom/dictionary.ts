/** Value representations that are written here. */
export type Vr =
  | 'AE'
  | 'CS'
  | 'DA'
  | 'DS'
  | 'DT'
  | 'FD'
  | 'IS'
  | 'LO'
  | 'LT'
  | 'OB'
  | 'PN'
  | 'SH'
  | 'SQ'
  | 'ST'
  | 'TM'
  | 'UI'
  | 'UL'
  | 'US'
  | 'UT';

/** `most` is how many values an attribute takes at most; absent, one. */
type Entry = { readonly tag: number; readonly vr: Vr; readonly most?: number };

const one = (tag: number, vr: Vr): Entry => ({ tag, vr });
const many = (tag: number, vr: Vr, most = 100): Entry => ({ tag, vr, most });

/** The attributes that the studio writes, by the standard's keyword, and its own private block at the end. */
const entries = {
  FileMetaInformationGroupLength: one(0x00020000, 'UL'),
  FileMetaInformationVersion: one(0x00020001, 'OB'),
  MediaStorageSOPClassUID: one(0x00020002, 'UI'),
  MediaStorageSOPInstanceUID: one(0x00020003, 'UI'),
  TransferSyntaxUID: one(0x00020010, 'UI'),
  ImplementationClassUID: one(0x00020012, 'UI'),
  ImplementationVersionName: one(0x00020013, 'SH'),
  SpecificCharacterSet: many(0x00080005, 'CS'),
  ImageType: many(0x00080008, 'CS'),
  InstanceCreationDate: one(0x00080012, 'DA'),
  InstanceCreationTime: one(0x00080013, 'TM'),
  SOPClassUID: one(0x00080016, 'UI'),
  SOPInstanceUID: one(0x00080018, 'UI'),
  StudyDate: one(0x00080020, 'DA'),
  SeriesDate: one(0x00080021, 'DA'),
  AcquisitionDate: one(0x00080022, 'DA'),
  ContentDate: one(0x00080023, 'DA'),
  AcquisitionDateTime: one(0x0008002a, 'DT'),
  StudyTime: one(0x00080030, 'TM'),
  SeriesTime: one(0x00080031, 'TM'),
  AcquisitionTime: one(0x00080032, 'TM'),
  ContentTime: one(0x00080033, 'TM'),
  AccessionNumber: one(0x00080050, 'SH'),
  QueryRetrieveLevel: one(0x00080052, 'CS'),
  RetrieveAETitle: many(0x00080054, 'AE'),
  FailedSOPInstanceUIDList: many(0x00080058, 'UI'),
  Modality: one(0x00080060, 'CS'),
  Manufacturer: one(0x00080070, 'LO'),
  ReferringPhysicianName: one(0x00080090, 'PN'),
  CodeValue: one(0x00080100, 'SH'),
  CodingSchemeDesignator: one(0x00080102, 'SH'),
  CodeMeaning: one(0x00080104, 'LO'),
  CodingSchemeUID: one(0x0008010c, 'UI'),
  CodingSchemeIdentificationSequence: many(0x00080110, 'SQ'),
  CodingSchemeName: one(0x00080115, 'ST'),
  CodingSchemeResponsibleOrganization: one(0x00080116, 'ST'),
  TimezoneOffsetFromUTC: one(0x00080201, 'SH'),
  StationName: one(0x00081010, 'SH'),
  StudyDescription: one(0x00081030, 'LO'),
  ProcedureCodeSequence: many(0x00081032, 'SQ'),
  SeriesDescription: one(0x0008103e, 'LO'),
  PerformingPhysicianName: many(0x00081050, 'PN'),
  OperatorsName: many(0x00081070, 'PN'),
  ManufacturerModelName: one(0x00081090, 'LO'),
  ReferencedStudySequence: many(0x00081110, 'SQ'),
  ReferencedSeriesSequence: many(0x00081115, 'SQ'),
  ReferencedPatientSequence: many(0x00081120, 'SQ'),
  ReferencedImageSequence: many(0x00081140, 'SQ'),
  ReferencedSOPClassUID: one(0x00081150, 'UI'),
  ReferencedSOPInstanceUID: one(0x00081155, 'UI'),
  TransactionUID: one(0x00081195, 'UI'),
  FailureReason: one(0x00081197, 'US'),
  FailedSOPSequence: many(0x00081198, 'SQ', 10000),
  ReferencedSOPSequence: many(0x00081199, 'SQ', 10000),
  AnatomicRegionSequence: many(0x00082218, 'SQ'),
  AnatomicRegionModifierSequence: many(0x00082220, 'SQ'),
  PrimaryAnatomicStructureSequence: many(0x00082228, 'SQ'),
  PrimaryAnatomicStructureModifierSequence: many(0x00082230, 'SQ'),
  PatientName: one(0x00100010, 'PN'),
  PatientID: one(0x00100020, 'LO'),
  IssuerOfPatientID: one(0x00100021, 'LO'),
  TypeOfPatientID: one(0x00100022, 'CS'),
  IssuerOfPatientIDQualifiersSequence: many(0x00100024, 'SQ'),
  PatientBirthDate: one(0x00100030, 'DA'),
  PatientSex: one(0x00100040, 'CS'),
  OtherPatientIDsSequence: many(0x00101002, 'SQ'),
  ExposureTimeInSeconds: one(0x00160004, 'DS'),
  FNumber: one(0x00160005, 'DS'),
  FlashFiringStatus: one(0x00160011, 'US'),
  PhotographicSensitivity: one(0x00160018, 'IS'),
  FocalLength: one(0x00160029, 'DS'),
  DeviceSerialNumber: one(0x00181000, 'LO'),
  SoftwareVersions: many(0x00181020, 'LO'),
  ProtocolName: one(0x00181030, 'LO'),
  StudyInstanceUID: one(0x0020000d, 'UI'),
  SeriesInstanceUID: one(0x0020000e, 'UI'),
  StudyID: one(0x00200010, 'SH'),
  SeriesNumber: one(0x00200011, 'IS'),
  InstanceNumber: one(0x00200013, 'IS'),
  PatientOrientation: many(0x00200020, 'CS', 2),
  ImageLaterality: one(0x00200062, 'CS'),
  ImageComments: one(0x00204000, 'LT'),
  SamplesPerPixel: one(0x00280002, 'US'),
  PhotometricInterpretation: one(0x00280004, 'CS'),
  PlanarConfiguration: one(0x00280006, 'US'),
  Rows: one(0x00280010, 'US'),
  Columns: one(0x00280011, 'US'),
  BitsAllocated: one(0x00280100, 'US'),
  BitsStored: one(0x00280101, 'US'),
  HighBit: one(0x00280102, 'US'),
  PixelRepresentation: one(0x00280103, 'US'),
  BurnedInAnnotation: one(0x00280301, 'CS'),
  LossyImageCompression: one(0x00282110, 'CS'),
  LossyImageCompressionRatio: many(0x00282112, 'DS'),
  LossyImageCompressionMethod: many(0x00282114, 'CS'),
  RequestingPhysician: one(0x00321032, 'PN'),
  RequestedProcedureDescription: one(0x00321060, 'LO'),
  RequestedProcedureCodeSequence: many(0x00321064, 'SQ'),
  AdmissionID: one(0x00380010, 'LO'),
  IssuerOfAdmissionIDSequence: many(0x00380014, 'SQ'),
  CurrentPatientLocation: one(0x00380300, 'LO'),
  ScheduledStationAETitle: many(0x00400001, 'AE'),
  ScheduledProcedureStepStartDate: one(0x00400002, 'DA'),
  ScheduledProcedureStepStartTime: one(0x00400003, 'TM'),
  ScheduledPerformingPhysicianName: many(0x00400006, 'PN'),
  ScheduledProcedureStepDescription: one(0x00400007, 'LO'),
  ScheduledProtocolCodeSequence: many(0x00400008, 'SQ'),
  ScheduledProcedureStepID: one(0x00400009, 'SH'),
  ScheduledStationName: many(0x00400010, 'SH'),
  ScheduledProcedureStepLocation: one(0x00400011, 'SH'),
  ScheduledProcedureStepStatus: one(0x00400020, 'CS'),
  LocalNamespaceEntityID: one(0x00400031, 'UT'),
  UniversalEntityID: one(0x00400032, 'UT'),
  UniversalEntityIDType: one(0x00400033, 'CS'),
  ScheduledProcedureStepSequence: many(0x00400100, 'SQ'),
  ReferencedNonImageCompositeSOPInstanceSequence: many(0x00400220, 'SQ'),
  PerformedStationAETitle: one(0x00400241, 'AE'),
  PerformedStationName: one(0x00400242, 'SH'),
  PerformedLocation: one(0x00400243, 'SH'),
  PerformedProcedureStepStartDate: one(0x00400244, 'DA'),
  PerformedProcedureStepStartTime: one(0x00400245, 'TM'),
  PerformedProcedureStepEndDate: one(0x00400250, 'DA'),
  PerformedProcedureStepEndTime: one(0x00400251, 'TM'),
  PerformedProcedureStepStatus: one(0x00400252, 'CS'),
  PerformedProcedureStepID: one(0x00400253, 'SH'),
  PerformedProcedureStepDescription: one(0x00400254, 'LO'),
  PerformedProcedureTypeDescription: one(0x00400255, 'LO'),
  PerformedProtocolCodeSequence: many(0x00400260, 'SQ'),
  ScheduledStepAttributesSequence: many(0x00400270, 'SQ'),
  PerformedProcedureStepDiscontinuationReasonCodeSequence: many(0x00400281, 'SQ'),
  PerformedSeriesSequence: many(0x00400340, 'SQ'),
  AcquisitionContextSequence: many(0x00400555, 'SQ'),
  MeasurementUnitsCodeSequence: many(0x004008ea, 'SQ'),
  RequestedProcedureID: one(0x00401001, 'SH'),
  ReasonForTheRequestedProcedure: one(0x00401002, 'LO'),
  RequestedProcedurePriority: one(0x00401003, 'SH'),
  RelationshipType: one(0x0040a010, 'CS'),
  ValueType: one(0x0040a040, 'CS'),
  ConceptNameCodeSequence: many(0x0040a043, 'SQ'),
  ContinuityOfContent: one(0x0040a050, 'CS'),
  DateTime: one(0x0040a120, 'DT'),
  Date: one(0x0040a121, 'DA'),
  Time: one(0x0040a122, 'TM'),
  PersonName: one(0x0040a123, 'PN'),
  UID: one(0x0040a124, 'UI'),
  TextValue: one(0x0040a160, 'UT'),
  ConceptCodeSequence: many(0x0040a168, 'SQ'),
  MeasuredValueSequence: many(0x0040a300, 'SQ'),
  NumericValue: many(0x0040a30a, 'DS'),
  CurrentRequestedProcedureEvidenceSequence: many(0x0040a375, 'SQ'),
  ContentSequence: many(0x0040a730, 'SQ', 1000),
  EncapsulatedDocument: one(0x00420011, 'OB'),
  EncapsulatedDocumentLength: one(0x00420015, 'UL'),
  DeviceSequence: many(0x00500010, 'SQ'),
  ViewCodeSequence: many(0x00540220, 'SQ'),
  ViewModifierCodeSequence: many(0x00540222, 'SQ'),
  PixelData: one(0x7fe00010, 'OB'),
  IncidenceCreator: one(0x00290010, 'LO'),
  IncidenceProtocolId: one(0x00291001, 'LO'),
  IncidenceProtocolVersion: one(0x00291002, 'IS'),
  IncidenceStepId: one(0x00291003, 'LO'),
  IncidenceFieldWidthMm: one(0x00291004, 'FD'),
  IncidenceLightingScene: one(0x00291005, 'LO'),
  IncidencePictureSha256: one(0x00291006, 'LO'),
  IncidencePictureBytes: one(0x00291007, 'UL'),
  IncidenceSimulated: one(0x00291008, 'CS'),
  IncidenceView: one(0x00291009, 'SH'),
} as const;

export type Keyword = keyof typeof entries;
export const dictionary: Readonly<Record<Keyword, Entry>> = entries;

const byTag: ReadonlyMap<number, Vr> = new Map(Object.values(dictionary).map(({ tag, vr }) => [tag, vr]));

/** What Implicit VR leaves to be known; undefined for an attribute that is none of ours. */
export function vrOfTag(tag: number): Vr | undefined {
  return byTag.get(tag);
}

/** The private block's name, at (0029,0010). */
export const privateCreator = 'INCIDENCE 1.0';
