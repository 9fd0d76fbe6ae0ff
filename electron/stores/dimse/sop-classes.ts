import { explicitLittleEndian, implicitLittleEndian, jpegBaseline, vlPhotographic } from '../dicom/part10.ts';
import type { ContextOffer, Role } from './association.ts';

/** As PS3.6 names them. */
export const transferSyntaxNames: Readonly<Record<string, string>> = {
  [implicitLittleEndian]: 'Implicit VR Little Endian',
  [explicitLittleEndian]: 'Explicit VR Little Endian',
  [jpegBaseline]: 'JPEG Baseline (Process 1)',
};

const plain = [explicitLittleEndian, implicitLittleEndian] as const;

/**
 * One SOP class that we talk about. `proposed` are the parts that we play on associations of our own, `accepted` those that
 * we play on associations with our listener; nothing, where there is no such association.
 */
export type SopClass = {
  readonly name: string;
  readonly uid: string;
  readonly transferSyntaxUids: readonly string[];
  readonly proposed: readonly Role[];
  readonly accepted: readonly Role[];
};

/** Every SOP class that is proposed or accepted, for connections and for the conformance statement. */
export const sopClasses = {
  verification: {
    name: 'Verification',
    uid: '1.2.840.10008.1.1',
    transferSyntaxUids: plain,
    proposed: ['user'],
    accepted: ['provider'],
  },
  photograph: {
    name: 'VL Photographic Image Storage',
    uid: vlPhotographic,
    transferSyntaxUids: [jpegBaseline],
    proposed: ['user', 'provider'],
    accepted: ['provider'],
  },
  keyObjects: {
    name: 'Key Object Selection Document Storage',
    uid: '1.2.840.10008.5.1.4.1.1.88.59',
    transferSyntaxUids: plain,
    proposed: ['user', 'provider'],
    accepted: ['provider'],
  },
  encapsulatedPdf: {
    name: 'Encapsulated PDF Storage',
    uid: '1.2.840.10008.5.1.4.1.1.104.1',
    transferSyntaxUids: plain,
    proposed: ['user', 'provider'],
    accepted: ['provider'],
  },
  storageCommitment: {
    name: 'Storage Commitment Push Model',
    uid: '1.2.840.10008.1.20.1',
    transferSyntaxUids: plain,
    proposed: ['user'],
    accepted: ['user'],
  },
  studyFind: {
    name: 'Study Root Query/Retrieve Information Model – FIND',
    uid: '1.2.840.10008.5.1.4.1.2.2.1',
    transferSyntaxUids: plain,
    proposed: ['user'],
    accepted: [],
  },
  studyMove: {
    name: 'Study Root Query/Retrieve Information Model – MOVE',
    uid: '1.2.840.10008.5.1.4.1.2.2.2',
    transferSyntaxUids: plain,
    proposed: ['user'],
    accepted: [],
  },
  studyGet: {
    name: 'Study Root Query/Retrieve Information Model – GET',
    uid: '1.2.840.10008.5.1.4.1.2.2.3',
    transferSyntaxUids: plain,
    proposed: ['user'],
    accepted: [],
  },
  worklist: {
    name: 'Modality Worklist Information Model – FIND',
    uid: '1.2.840.10008.5.1.4.31',
    transferSyntaxUids: plain,
    proposed: ['user'],
    accepted: [],
  },
  procedureStep: {
    name: 'Modality Performed Procedure Step',
    uid: '1.2.840.10008.3.1.2.3.3',
    transferSyntaxUids: plain,
    proposed: ['user'],
    accepted: [],
  },
} as const satisfies Record<string, SopClass>;

export type SopClassName = keyof typeof sopClasses;

/** What a series consists of when it is stored or read back. */
export const storageClasses = [
  'photograph',
  'keyObjects',
  'encapsulatedPdf',
] as const satisfies readonly SopClassName[];

/** The offers for these classes on an association that we ask for, to play this part. */
export function offers(names: readonly SopClassName[], role: Role = 'user'): ContextOffer[] {
  return names.map((name) => {
    const { uid, transferSyntaxUids } = sopClasses[name];
    return { sopClassUid: uid, transferSyntaxUids, requestorRoles: [role] };
  });
}

/** What our listener takes of these classes: a caller plays the other part than we do. */
export function acceptable(names: readonly SopClassName[]): ContextOffer[] {
  return names.map((name) => {
    const { uid, transferSyntaxUids, accepted }: SopClass = sopClasses[name];
    const requestorRoles = accepted.map((role): Role => (role === 'user' ? 'provider' : 'user'));
    return { sopClassUid: uid, transferSyntaxUids, requestorRoles };
  });
}
