import { z } from 'zod';
import { connections } from '../../electron/contract/connections.ts';

type Schema = {
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  minimum?: number;
  maximum?: number;
};

/** What each setting is for. A setting without a line here stops the statement, and so does a line without a setting. */
const meanings: Readonly<Record<string, string>> = {
  stores: 'stores; at most eight',
  'stores[].id': 'by which it is named',
  'stores[].name': 'as pages and receipts name it',
  'stores[].address': '`dicom:AET@HOST:PORT`, `dicomweb:URL` or `folder:PATH`',
  'stores[].purpose': 'an archive gets each closed series, a copy what somebody sends there',
  'stores[].proof': 'what counts as proof of storage',
  'stores[].testStore': 'takes simulated pictures',
  'stores[].callingAet': 'calling AE title',
  'stores[].queryAddress': 'where it is asked and read back from, if not at its own address',
  'stores[].parallel': 'objects sent side by side',
  'stores[].kilobytesPerSecond': 'limit on bandwidth; none where absent',
  'stores[].credentials': 'user and password, or a bearer token',
  'stores[].tls': 'hospital authority, certificate and key of the station, PEM',
  worklist: 'modality worklist; absent, nobody is asked',
  'worklist.address': 'worklist provider, `dicom:AET@HOST:PORT`',
  'worklist.callingAet': 'calling AE title',
  'worklist.tls': 'as for stores',
  'worklist.stationAet': 'Scheduled Station AE Title that is asked for; absent, any',
  'worklist.modality': 'Modality that is asked for; absent, any',
  mpps: 'Modality Performed Procedure Step; absent, nobody is told',
  'mpps.address': 'receiver of MPPS, `dicom:AET@HOST:PORT`',
  'mpps.callingAet': 'calling AE title',
  'mpps.tls': 'as for stores',
  listener: 'where commitments and moved objects come in',
  'listener.aet': 'AE title of the listener',
  'listener.host': 'interface that it listens on',
  'listener.port': 'TCP port',
  'listener.tls': 'as for stores',
  mapping: 'which protocol a worklist item means; the first row that fits',
  'mapping[].field': 'a code, or words',
  'mapping[].value': 'what is looked for',
  'mapping[].protocol': 'the protocol',
};

/** Every setting of the connections with its kind and default, from their schema. */
export function parameters(): (readonly [string, string, string, string])[] {
  const schema = z.toJSONSchema(connections, { io: 'input', unrepresentable: 'any' }) as Schema;
  const rows = rowsOf(schema, '');
  const missing = rows.filter(([path]) => meanings[path] === undefined).map(([path]) => path);
  const stale = Object.keys(meanings).filter((path) => !rows.some(([known]) => known === path));
  if (missing.length + stale.length > 0) throw new Error(`settings: ${[...missing, ...stale].join(', ')}`);
  return rows.map(([path, kind, preset]) => [`\`${path}\``, meanings[path] ?? '', kind, preset] as const);
}

function rowsOf({ properties = {} }: Schema, prefix: string): [string, string, string][] {
  return Object.entries(properties).flatMap(([name, given]): [string, string, string][] => {
    const path = `${prefix}${name}`;
    const schema = given.anyOf?.find(({ type }) => type !== 'null') ?? given;
    const preset = given.default === undefined || typeof given.default === 'object' ? '' : `\`${given.default}\``;
    const row: [string, string, string] = [path, kindOf(schema), preset];
    if (name === 'tls' || name === 'credentials') return [row];
    if (schema.items?.properties) return [row, ...rowsOf(schema.items, `${path}[].`)];
    return [row, ...rowsOf(schema, `${path}.`)];
  });
}

function kindOf({ type, enum: allowed, minimum, maximum, oneOf }: Schema): string {
  if (allowed) return allowed.map((one) => `\`${one}\``).join(' · ');
  if (oneOf) return 'object';
  if (type === 'integer' && minimum !== undefined && maximum !== undefined) return `${minimum}–${maximum}`;
  return type === 'array' ? 'list' : (type ?? 'text');
}
