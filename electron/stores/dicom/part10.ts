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

/** How a data set without pictures is written in a transfer syntax. */
export function codingOf(transferSyntaxUid: string): VrCoding {
  return transferSyntaxUid === implicitLittleEndian ? 'implicit' : 'explicit';
}

/** This writer, as a UID of its own under the UUID root. */
export const implementationClassUid = '2.25.34669972793928146360238023049454326091';
export const implementationVersion = 'INCIDENCE_1';

/**
 * A Part-10 file around one encapsulated frame, as chunks to be written one after the other: everything before the
 * frame, the frame itself (the caller's bytes, not a copy), the end. An odd frame is followed by one zero byte.
 */
export function encapsulated(
  file: { sopClassUid: string; sopInstanceUid: string; transferSyntaxUid: string },
  dataSet: DataSet,
  frame: Uint8Array,
): readonly Uint8Array[] {
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
  const header = Buffer.concat([preamble, groupLength, group2, encodeDataSet(dataSet), frameHead(frame.length)]);
  return [header, frame, frameTail(frame.length)];
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
