/** How a text must look to be written. What does not fit is replaced, never shortened: half a name is still a name. */
const shapes = {
  /** Identifiers, codes and names that this project makes. */
  token: /^[A-Za-z0-9][\w.:/-]{0,79}$/,
  /** A session. What else lies among sessions, somebody put there and named. */
  session: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  /** A picture's file as the studio names it. */
  stored: /^shot-\d{4,8}(-\d{1,3})?(\.[a-z0-9]{1,8}){1,2}$/,
  /** What a device says of itself. */
  label: /^[\w .,()+/-]{1,64}$/,
  address: /^[a-z]+:[\x21-\x7e]{0,200}$|^none$/,
} as const;

/**
 * Every field that a log line may carry. There is none for free text, for paths that people choose, or for anything a
 * patient could be known by; a field that is not here is dropped.
 */
const fields = {
  session: 'session',
  shot: 'token',
  step: 'token',
  series: 'token',
  job: 'token',
  protocol: 'token',
  scene: 'token',
  profile: 'token',
  store: 'address',
  address: 'address',
  camera: 'label',
  trigger: 'label',
  call: 'token',
  code: 'token',
  during: 'token',
  state: 'token',
  signal: 'token',
  process: 'token',
  file: 'stored',
  setting: 'token',
  reference: 'token',
  version: 'token',
  pid: 'token',
  port: 'token',
  exit: 'token',
  status: 'token',
  line: 'token',
  revision: 'token',
  bytes: 'token',
  count: 'token',
  of: 'token',
  attempt: 'token',
  ms: 'token',
  busyMs: 'token',
  freeBytes: 'token',
} as const satisfies Record<string, keyof typeof shapes>;

export type LogField = keyof typeof fields;
export type LogFields = Partial<Record<LogField, string | number | boolean | null | undefined>>;

const redacted = '[redacted]';

/** The fields that may be written, as they may be written. */
export function safeFields(given: Readonly<Record<string, unknown>>): Record<string, string | number | boolean> {
  const safe: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(fields, name) || value === undefined || value === null) continue;
    if (typeof value === 'number' || typeof value === 'boolean') safe[name] = value;
    else safe[name] = safeText(value, fields[name as LogField]);
  }
  return safe;
}

export function safeToken(value: unknown): string {
  return safeText(value, 'token');
}

function safeText(value: unknown, shape: keyof typeof shapes): string {
  if (typeof value !== 'string') return redacted;
  const text = shape === 'address' ? withoutSecrets(value) : value;
  return shapes[shape].test(text) ? text : redacted;
}

/** A folder's path may be called after a patient, a URL may carry credentials or a query: neither is kept. */
export function withoutSecrets(address: string): string {
  if (address.startsWith('folder:')) return 'folder:';
  return address.replace(/\/\/[^/@]*@/, '//').replace(/[?#].*$/s, '');
}
