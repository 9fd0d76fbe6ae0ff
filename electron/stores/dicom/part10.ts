import { photographSopClass } from '../../contract/journal.ts';
import { dictionary } from './dictionary.ts';
import {
  type DataSet,
  encodeDataSet,
  itemTag,
  sequenceEndTag,
  undefinedLength,
  type VrCoding,
  writeTag,
} from './encode.ts';

export const jpegBaseline = '1.2.840.10008.1.2.4.50';
export const implicitLittleEndian = '1.2.840.10008.1.2';
export const explicitLittleEndian = '1.2.840.10008.1.2.1';
export const vlPhotographic = photographSopClass;
export const encapsulatedPdf = '1.2.840.10008.5.1.4.1.1.104.1';
export const modalityPerformedProcedureStep = '1.2.840.10008.3.1.2.3.3';

/** How a data set without pictures is written in a transfer syntax. */
export function codingOf(transferSyntaxUid: string): VrCoding {
  return transferSyntaxUid === implicitLittleEndian ? 'implicit' : 'explicit';
}

/** This writer, as a UID of its own under the UUID root. */
export const implementationClassUid = '2.25.34669972793928146360238023049454326091';
export const implementationVersion = 'INCIDENCE_1';

type FileIdentity = { sopClassUid: string; sopInstanceUid: string; transferSyntaxUid: string };

/**
 * A Part-10 file around one encapsulated frame, as chunks to be written one after the other: everything before the
 * frame, the frame itself (the caller's bytes, not a copy), the end. An odd frame is followed by one zero byte.
 */
export function encapsulated(file: FileIdentity, dataSet: DataSet, frame: Uint8Array): readonly Uint8Array[] {
  const header = Buffer.concat([fileHead(file), encodeDataSet(dataSet), frameHead(frame.length)]);
  return [header, frame, frameTail(frame.length)];
}

/** A Part-10 file in Explicit VR Little Endian around a data set without pictures. */
export function plainFile(file: FileIdentity, dataSet: DataSet): readonly Uint8Array[] {
  return [fileHead(file), encodeDataSet(dataSet)];
}

/** Preamble, prefix and group 2. */
function fileHead(file: FileIdentity): Uint8Array {
  const group2 = encodeDataSet({
    FileMetaInformationVersion: Uint8Array.of(0, 1),
    MediaStorageSOPClassUID: file.sopClassUid,
    MediaStorageSOPInstanceUID: file.sopInstanceUid,
    TransferSyntaxUID: file.transferSyntaxUid,
    ImplementationClassUID: implementationClassUid,
    ImplementationVersionName: implementationVersion,
  });
  const preamble = Buffer.alloc(132);
  preamble.write('DICM', 128, 'latin1');
  const groupLength = encodeDataSet({ FileMetaInformationGroupLength: group2.length });
  return Buffer.concat([preamble, groupLength, group2]);
}

/** PixelData as OB of undefined length, an empty offset table, and the head of the only fragment. */
function frameHead(length: number): Buffer {
  const head = Buffer.alloc(28);
  writeTag(head, dictionary.PixelData.tag);
  head.write('OB', 4, 'latin1');
  head.writeUInt32LE(undefinedLength, 8);
  writeTag(head, itemTag, 12);
  writeTag(head, itemTag, 20);
  head.writeUInt32LE(length + (length % 2), 24);
  return head;
}

function frameTail(length: number): Buffer {
  const tail = Buffer.alloc(8 + (length % 2));
  writeTag(tail, sequenceEndTag, length % 2);
  return tail;
}
