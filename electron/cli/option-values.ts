import { InvalidArgumentError } from 'commander';
import { personName } from '../contract/patient.ts';

/** Values of options, parsed. What they refuse, commander reports with the option's name and ends with 2. */

export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('A number above 0 is expected.');
  return value;
}

export function oneOrMore(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('A whole number from 1 is expected.');
  return value;
}

/** For options that may be repeated. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** Stands in each DICOM object as a person's name. */
export function operatorId(text: string): string {
  const parsed = personName.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError(`A DICOM name is expected: ${parsed.error.issues[0]?.message}.`);
  return parsed.data;
}

export function portNumber(text: string): number {
  const port = Number(text);
  if (text.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65535)
    throw new InvalidArgumentError('A port from 0 to 65535 is expected.');
  return port;
}
