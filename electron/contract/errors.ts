/**
 * Every failure the studio can name. A code has one sentence per language under `error.<code>` in
 * `resources/locales/`, saying what happened, what is safe and what to do next. Whatever is not foreseen becomes
 * `internal` with a reference into the log.
 */
export const errorCodes = [
  // the caller
  'aborted',
  'bad-input',
  'unknown-call',
  'wire-closed',
  'internal',
  // files and data that people write
  'address-invalid',
  'file-unreadable',
  'file-invalid',
  'file-unwritable',
  'port-unavailable',
  'protocol-unknown',
  'protocol-invalid',
  'data-broken',
  'patient-invalid',
  // camera
  'camera-not-found',
  'camera-claimed',
  'camera-gone',
  'camera-busy',
  'camera-stalled',
  'camera-failed',
  'camera-no-card',
  'camera-card-full',
  'camera-focus-failed',
  'camera-setting-refused',
  'camera-live-view-refused',
  'camera-tool-missing',
  'camera-battery-low',
  'shot-incomplete',
  // light
  'trigger-not-found',
  'trigger-silent',
  'trigger-fault',
  'trigger-not-ready',
  'scene-unknown',
  // processes
  'process-lost',
  'process-gave-up',
  // vault
  'disk-full',
  'vault-full',
  'vault-write-failed',
  'vault-damaged',
  'vault-locked',
  'vault-newer',
  'vault-older',
  'vault-read-only',
  'vault-key-missing',
  'vault-key-wrong',
  'vault-key-store-changed',
  'vault-key-unprotected',
  'recovery-key-wrong',
  'audit-broken',
  'picture-unsupported',
  // operators
  'sign-in-needed',
  'sign-in-refused',
  'sign-in-slowed',
  'station-locked',
  'right-missing',
  'charter-unsigned',
  'password-needed',
  'department-head-needed',
  // session
  'session-none',
  'session-open',
  'session-unknown',
  'session-not-finished',
  'session-held',
  'original-purged',
  'step-unknown',
  'not-now',
  'simulation-mixed',
  'quality-blocked',
  // store
  'store-unreachable',
  'store-refused',
  'store-full',
  'store-unauthorised',
  'store-untrusted',
  'store-timeout',
  'store-incomplete',
  'store-different',
  'store-needs-test-flag',
  'store-busy',
  'store-format-refused',
  'store-unproven',
  'store-unknown',
  'series-unknown',
  'job-unknown',
  'syslog-unreachable',
  'listener-unavailable',
  // the hospital's lists
  'worklist-unset',
  'worklist-unreachable',
  'worklist-refused',
  'worklist-item-unknown',
  'progress-refused',
  'prior-unavailable',
  'correction-empty',
  'document-invalid',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Values that complete the sentence: file names, values asked and got. Never patient data. */
export type ErrorParams = Readonly<Record<string, string | number>>;

/** An error as data: what crosses wires, is journalled, and is shown. */
export type ErrorInfo = { code: ErrorCode; params?: ErrorParams | undefined; reference?: string | undefined };

/** The only error that modules throw on purpose. `cause` stays on this side of a wire. */
export class CodedError extends Error {
  override readonly name = 'CodedError';
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  readonly reference: string | undefined;

  constructor(
    code: ErrorCode,
    params: ErrorParams = {},
    options: { cause?: unknown; reference?: string | undefined } = {},
  ) {
    const detail = Object.entries(params).map(([key, value]) => `${key}=${value}`);
    super([code, ...detail].join(' '), { cause: options.cause });
    this.code = code;
    this.params = params;
    this.reference = options.reference;
  }

  toInfo(): ErrorInfo {
    return { code: this.code, params: this.params, reference: this.reference };
  }

  static from(info: ErrorInfo): CodedError {
    return new CodedError(info.code, info.params ?? {}, { reference: info.reference });
  }
}

export function hasCode(error: unknown, ...codes: ErrorCode[]): error is CodedError {
  return error instanceof CodedError && codes.includes(error.code);
}
