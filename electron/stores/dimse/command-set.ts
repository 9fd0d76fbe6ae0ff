type CommandVr = 'UI' | 'US' | 'UL' | 'AE' | 'LO' | 'AT';

/** The elements of a command set by keyword (PS3.7, annex E): group 0000, always Implicit VR Little Endian. */
const elements = {
  CommandGroupLength: [0x0000, 'UL'],
  AffectedSOPClassUID: [0x0002, 'UI'],
  RequestedSOPClassUID: [0x0003, 'UI'],
  CommandField: [0x0100, 'US'],
  MessageID: [0x0110, 'US'],
  MessageIDBeingRespondedTo: [0x0120, 'US'],
  MoveDestination: [0x0600, 'AE'],
  Priority: [0x0700, 'US'],
  CommandDataSetType: [0x0800, 'US'],
  Status: [0x0900, 'US'],
  OffendingElement: [0x0901, 'AT'],
  ErrorComment: [0x0902, 'LO'],
  ErrorID: [0x0903, 'US'],
  AffectedSOPInstanceUID: [0x1000, 'UI'],
  RequestedSOPInstanceUID: [0x1001, 'UI'],
  EventTypeID: [0x1002, 'US'],
  AttributeIdentifierList: [0x1005, 'AT'],
  ActionTypeID: [0x1008, 'US'],
  NumberOfRemainingSuboperations: [0x1020, 'US'],
  NumberOfCompletedSuboperations: [0x1021, 'US'],
  NumberOfFailedSuboperations: [0x1022, 'US'],
  NumberOfWarningSuboperations: [0x1023, 'US'],
  MoveOriginatorApplicationEntityTitle: [0x1030, 'AE'],
  MoveOriginatorMessageID: [0x1031, 'US'],
} as const satisfies Record<string, readonly [element: number, vr: CommandVr]>;

type Elements = typeof elements;
/** Texts for UI, AE and LO, a number for US and UL, tags for AT. What an element is not known by is passed over. */
export type Command = {
  readonly [K in keyof Elements]?:
    | (Elements[K][1] extends 'US' | 'UL' ? number : Elements[K][1] extends 'AT' ? readonly number[] : string)
    | undefined;
};

/** `CommandDataSetType` where no data set follows; anything else says that one does. */
export const noDataSet = 0x0101;
