import { z } from 'zod';
import { parseStoreAddress } from './addresses.ts';
import { errorData } from './error-data.ts';
import { dataId } from './text.ts';

export const aet = z
  .string()
  .trim()
  .regex(
    /^[\x21-\x5b\x5d-\x7e]([\x20-\x5b\x5d-\x7e]{0,14}[\x21-\x5b\x5d-\x7e])?$/,
    'an AE title, at most 16 characters',
  );
const address = z.string().max(200).refine(isStore, 'folder:PATH, dicomweb:URL, dicom:AET@HOST:PORT');
const dicomAddress = z
  .string()
  .max(200)
  .refine((value) => value.startsWith('dicom:') && isStore(value), 'dicom:AET@HOST:PORT');
/** Certificates and keys as PEM text. */
const pem = z.string().max(20_000).includes('-----BEGIN ');

function isStore(value: string): boolean {
  try {
    parseStoreAddress(value);
    return true;
  } catch {
    return false;
  }
}

/** TLS with the hospital's own authority, and with a certificate of the station where the other side asks for one. */
const tls = z.strictObject({ ca: pem.optional(), certificate: pem.optional(), key: pem.optional() });

const secrets = {
  credentials: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('basic'), user: z.string().min(1).max(100), password: z.string().max(200) }),
      z.strictObject({ kind: z.literal('bearer'), token: z.string().min(1).max(8192) }),
    ])
    .optional(),
  /** Absent: plain. For `dicomweb:` the URL says whether it is TLS. */
  tls: tls.optional(),
};

const storeFields = {
  id: dataId,
  /** As pages and receipts name it. */
  name: z.string().trim().min(1).max(40),
  address,
  /**
   * `archive` gets each closed series, and only what all archives have confirmed may leave the vault · `copy` (teaching, a
   * second opinion) gets a series when somebody sends it there, and counts for nothing.
   */
  purpose: z.enum(['archive', 'copy']),
  /** What counts as proof: storage commitment (`dicom:` alone), or the pictures read back and hashed. */
  proof: z.enum(['read-back', 'commitment']),
  /** It takes simulated pictures; nothing real counts as delivered there. */
  testStore: z.boolean(),
  callingAet: aet.default('INCIDENCE'),
  /** Where a `dicom:` store is asked and read back from, if not at its own address. */
  queryAddress: dicomAddress.optional(),
  /** How many pictures are sent side by side. */
  parallel: z.number().int().min(1).max(8).default(3),
  kilobytesPerSecond: z.number().int().min(16).max(1_000_000).nullable().default(null),
};

export const storeSettings = z.strictObject({ ...storeFields, ...secrets });
export type StoreSettings = z.infer<typeof storeSettings>;

/** Which protocol an item of the worklist means: the first row that fits decides. */
export const mappingRow = z.strictObject({
  /** What is looked at: a code (of the requested procedure or of the scheduled step) or the words of either. */
  field: z.enum(['code', 'words']),
  /** A code as `VALUE` or `VALUE@SCHEME`, or a part of the words; case and accents do not count. */
  value: z.string().trim().min(1).max(64),
  protocol: dataId,
});
export type MappingRow = z.infer<typeof mappingRow>;

const risFields = {
  address: dicomAddress,
  callingAet: aet.default('INCIDENCE'),
  tls: tls.optional(),
};

/** Whom the station talks to in the hospital, and how. Kept in the vault: it holds passwords and keys. */
export const connections = z.strictObject({
  stores: z.array(storeSettings).max(8).default([]),
  worklist: z
    .strictObject({
      ...risFields,
      /** Asks only for what is scheduled for this station; absent, for every station. */
      stationAet: aet.optional(),
      /** Asks only for this modality; absent, for all. */
      modality: z
        .string()
        .regex(/^[A-Z]{2,16}$/)
        .optional(),
    })
    .nullable()
    .default(null),
  /** Where the progress of a procedure is told (MPPS). */
  mpps: z.strictObject(risFields).nullable().default(null),
  /**
   * Where commitments and retrieved pictures come in; it listens only while something is awaited. Commitments are asked for
   * under its AE title: archives report to whoever asked.
   */
  listener: z
    .strictObject({
      aet: aet.default('INCIDENCE'),
      host: z.string().max(100).default('127.0.0.1'),
      port: z.number().int().min(1).max(65535).default(11113),
      tls: tls.optional(),
    })
    .prefault({}),
  mapping: z.array(mappingRow).max(200).default([]),
});
export type Connections = z.infer<typeof connections>;

const tlsView = z.object({ ca: z.boolean(), certificate: z.boolean() });
const risView = z.object({ ...risFields, tls: tlsView.optional() });

/** The same as pages show it: no password, token, certificate or key. */
export const connectionsView = z.object({
  stores: z.array(
    z.object({ ...storeFields, credentials: z.enum(['basic', 'bearer']).optional(), tls: tlsView.optional() }),
  ),
  worklist: risView.extend({ stationAet: aet.optional(), modality: z.string().optional() }).nullable(),
  mpps: risView.nullable(),
  listener: z.object({ aet, host: z.string(), port: z.number().int(), tls: tlsView.optional() }),
  mapping: z.array(mappingRow),
});
export type ConnectionsView = z.infer<typeof connectionsView>;

/**
 * A change: each part that is given replaces the one before. Secrets that a store or the RIS does not name stay as they were,
 * `null` takes them away.
 */
const forgotten = { credentials: secrets.credentials.nullable(), tls: secrets.tls.nullable() };
const risChange = z.strictObject({ ...risFields, tls: forgotten.tls });
export const connectionsChange = z
  .strictObject({
    stores: z.array(z.strictObject({ ...storeFields, ...forgotten })).max(8),
    worklist: risChange.extend({ stationAet: aet.optional(), modality: z.string().optional() }).nullable(),
    mpps: risChange.nullable(),
    listener: z.strictObject({
      aet,
      host: z.string().max(100),
      port: z.number().int().min(1).max(65535),
      tls: forgotten.tls,
    }),
    mapping: z.array(mappingRow).max(200),
  })
  .partial();
export type ConnectionsChange = z.infer<typeof connectionsChange>;

/** What came of asking one of them whether it is there. */
export const connectionCheck = z.object({
  ok: z.boolean(),
  /** What the other side takes, in its own words: `VL Photographic, JPEG`, `Storage Commitment`. */
  takes: z.array(z.string()),
  error: errorData.optional(),
});
export type ConnectionCheck = z.infer<typeof connectionCheck>;
