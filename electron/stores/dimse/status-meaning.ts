import type { ErrorCode } from '../../contract/errors.ts';

/** Statuses and reasons by their number, each with the standard's name and what it means to us. */
export type StatusMeanings = Readonly<Record<number, { readonly name: string; readonly code: ErrorCode }>>;
