import { badValue } from './values.ts';

/** One instant as DICOM writes it: day, time of day and both together, in a zone that is written beside them. */
export type Moment = { date: string; time: string; dateTime: string };

/** `instant` is ISO 8601 with an offset; the result stands in the zone `utcOffsetMinutes` east of UTC. */
export function momentOf(instant: string, utcOffsetMinutes: number): Moment {
  const ms = Date.parse(instant);
  if (Number.isNaN(ms)) throw badValue('AcquisitionDateTime', 'DT', 'not an instant');
  const digits = new Date(ms + utcOffsetMinutes * 60_000).toISOString().replace(/[-:TZ]/g, '');
  const date = digits.slice(0, 8);
  const time = digits.slice(8);
  return { date, time, dateTime: `${date}${time}${zoneOf(utcOffsetMinutes)}` };
}

/** `+0100`, as TimezoneOffsetFromUTC has it. */
export function zoneOf(utcOffsetMinutes: number): string {
  const minutes = Math.abs(utcOffsetMinutes);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${utcOffsetMinutes < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}

/** Minutes east of UTC that hold on this machine at that instant. */
export function localOffset(instant: string): number {
  return -new Date(instant).getTimezoneOffset();
}
