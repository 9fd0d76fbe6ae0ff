import { CodedError, type ErrorCode } from '../contract/errors.ts';

/** The command line's contract: what a script reads off the exit status. */
export const exitStatus = { done: 0, failed: 1, usage: 2, parked: 3, refused: 4 } as const;

const usage: ReadonlySet<ErrorCode> = new Set([
  'address-invalid',
  'bad-input',
  'file-unreadable',
  'file-invalid',
  'patient-invalid',
  'protocol-unknown',
  'step-unknown',
  'worklist-unset',
]);
const refused: ReadonlySet<ErrorCode> = new Set([
  'quality-blocked',
  'store-needs-test-flag',
  'session-not-finished',
  'vault-locked',
  'vault-newer',
  'vault-older',
  'vault-read-only',
  'vault-key-missing',
  'vault-key-wrong',
  'vault-key-store-changed',
  'recovery-key-wrong',
  'sign-in-needed',
  'sign-in-refused',
  'sign-in-slowed',
  'right-missing',
  'charter-unsigned',
  'department-head-needed',
]);

export function statusOf(error: unknown): number {
  if (!(error instanceof CodedError)) return exitStatus.failed;
  if (usage.has(error.code)) return exitStatus.usage;
  return refused.has(error.code) ? exitStatus.refused : exitStatus.failed;
}
