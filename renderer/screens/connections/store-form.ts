import { parseStoreAddress } from '../../../electron/contract/addresses.ts';
import {
  type ConnectionsChange,
  type ConnectionsView,
  connectionsChange,
} from '../../../electron/contract/connections.ts';
import { dicomAddress, dicomParts, dicomWrong } from './peer-form.ts';
import { type TlsForm, tlsChange, tlsForm } from './tls-form.ts';

export type StoreView = ConnectionsView['stores'][number];
type StoreChange = NonNullable<ConnectionsChange['stores']>[number];

/** A store as somebody types one. Secrets are typed and never read back. */
export type StoreForm = {
  name: string;
  kind: 'dicomweb' | 'dicom' | 'folder';
  url: string;
  aet: string;
  host: string;
  port: string;
  path: string;
  purpose: StoreView['purpose'];
  proof: StoreView['proof'];
  testStore: boolean;
  callingAet: string;
  /** Where it is read back from, as `AET@HOST:PORT`; empty: where it is sent to. */
  query: string;
  parallel: string;
  kilobytes: string;
  credentials: 'kept' | 'none' | 'basic' | 'bearer';
  user: string;
  password: string;
  token: string;
  tls: TlsForm;
};
export type StoreField =
  | 'name'
  | 'url'
  | 'aet'
  | 'host'
  | 'port'
  | 'path'
  | 'callingAet'
  | 'query'
  | 'parallel'
  | 'kilobytes'
  | 'credentials'
  | 'tls';

export function storeForm(store: StoreView | null): StoreForm {
  const parsed = store ? parseStoreAddress(store.address) : null;
  return {
    name: store?.name ?? '',
    kind: parsed?.kind ?? 'dicomweb',
    url: parsed?.kind === 'dicomweb' ? parsed.url : '',
    ...dicomParts(store?.address),
    path: parsed?.kind === 'folder' ? parsed.path : '',
    purpose: store?.purpose ?? 'archive',
    proof: store?.proof ?? 'read-back',
    testStore: store?.testStore ?? false,
    callingAet: store?.callingAet ?? 'INCIDENCE',
    query: store?.queryAddress?.slice('dicom:'.length) ?? '',
    parallel: String(store?.parallel ?? 3),
    kilobytes: store?.kilobytesPerSecond ? String(store.kilobytesPerSecond) : '',
    credentials: store?.credentials ? 'kept' : 'none',
    user: '',
    password: '',
    token: '',
    tls: tlsForm(store?.tls),
  };
}

/** All stores with this one new or changed, as the studio is asked for it; or the fields that are not right. */
export function readStore(
  form: StoreForm,
  known: StoreView | null,
  stores: readonly StoreView[],
): { change: ConnectionsChange } | { wrong: readonly StoreField[] } {
  const wrong = fieldsWrong(form);
  const tls = tlsChange(form.tls, known?.tls);
  if (tls === 'wrong') wrong.push('tls');
  if (stores.some(({ id, address }) => id !== known?.id && address === addressOf(form))) wrong.push(addressField(form));
  // A password belongs to the address that it was given for.
  if (form.credentials === 'kept' && form.kind === 'dicomweb' && known?.address !== addressOf(form))
    wrong.push('credentials');
  if (wrong.length > 0 || tls === 'wrong') return { wrong };
  const store: StoreChange = {
    id: known?.id ?? newId(form.name, stores),
    name: form.name.trim(),
    address: addressOf(form),
    purpose: form.purpose,
    proof: form.kind === 'dicom' ? form.proof : 'read-back',
    testStore: form.testStore,
    callingAet: form.callingAet.trim(),
    ...(form.kind === 'dicom' && form.query.trim() !== '' ? { queryAddress: `dicom:${form.query.trim()}` } : {}),
    parallel: Number(form.parallel),
    kilobytesPerSecond: form.kilobytes.trim() === '' ? null : Number(form.kilobytes),
    ...credentialsOf(form, known),
    ...tls,
  };
  const kept = stores.map(unchanged);
  const next = known ? kept.map((one) => (one.id === known.id ? store : one)) : [...kept, store];
  const read = connectionsChange.safeParse({ stores: next });
  if (read.success) return { change: read.data };
  const fields = new Set(read.error.issues.map(({ path }) => path[2]));
  return { wrong: fields.has('tls') ? ['tls'] : fields.has('credentials') ? ['credentials'] : [addressField(form)] };
}

/** Every store but this one. */
export function withoutStore(id: string, stores: readonly StoreView[]): ConnectionsChange {
  return { stores: stores.filter((store) => store.id !== id).map(unchanged) };
}

/** As it is: secrets that are not named stay. */
function unchanged({ credentials: _credentials, tls: _tls, ...rest }: StoreView): StoreChange {
  return rest;
}

function fieldsWrong(form: StoreForm): StoreField[] {
  const wrong: StoreField[] = [];
  const aet = /^[\x21-\x5b\x5d-\x7e]{1,16}$/;
  const whole = (text: string, least: number, most: number): boolean => {
    return /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
  };
  if (form.name.trim() === '' || form.name.trim().length > 40) wrong.push('name');
  if (form.kind === 'dicom') wrong.push(...dicomWrong(form));
  else if (!isAddress(addressOf(form))) wrong.push(addressField(form));
  if (!aet.test(form.callingAet.trim())) wrong.push('callingAet');
  if (form.kind === 'dicom' && form.query.trim() !== '' && !isAddress(`dicom:${form.query.trim()}`))
    wrong.push('query');
  if (!whole(form.parallel, 1, 8)) wrong.push('parallel');
  if (form.kilobytes.trim() !== '' && !whole(form.kilobytes, 16, 1_000_000)) wrong.push('kilobytes');
  const { credentials, user, password, token } = form;
  if (credentials === 'basic' && (user.trim() === '' || password === '')) wrong.push('credentials');
  if (credentials === 'bearer' && token.trim() === '') wrong.push('credentials');
  return wrong;
}

function addressOf(form: StoreForm): string {
  if (form.kind === 'dicom') return dicomAddress(form);
  return form.kind === 'dicomweb' ? `dicomweb:${form.url.trim().replace(/\/+$/, '')}` : `folder:${form.path.trim()}`;
}

function addressField({ kind }: StoreForm): StoreField {
  return kind === 'dicom' ? 'aet' : kind === 'dicomweb' ? 'url' : 'path';
}

function isAddress(text: string): boolean {
  try {
    return parseStoreAddress(text).kind !== 'folder' || text.startsWith('folder:/') || /^folder:[A-Za-z]:/.test(text);
  } catch {
    return false;
  }
}

function credentialsOf(form: StoreForm, known: StoreView | null): Pick<StoreChange, 'credentials'> {
  if (form.kind !== 'dicomweb' || form.credentials === 'none') return known?.credentials ? { credentials: null } : {};
  if (form.credentials === 'kept') return {};
  return form.credentials === 'basic'
    ? { credentials: { kind: 'basic', user: form.user.trim(), password: form.password } }
    : { credentials: { kind: 'bearer', token: form.token.trim() } };
}

/** A name of data made from the store's own; nobody sees it, receipts and calls go by it. */
function newId(name: string, stores: readonly StoreView[]): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const base =
    plain
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40) || 'store';
  // What is checked goes by one name, whatever it is.
  const taken = (id: string): boolean => id === 'worklist' || id === 'mpps' || stores.some((store) => store.id === id);
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken(id)) return id;
  }
}
