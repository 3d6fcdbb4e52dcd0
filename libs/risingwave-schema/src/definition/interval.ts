import { LiteralError } from '../errors.js';

type Unit = 'second' | 'minute' | 'hour' | 'day' | 'week';

/** A length of time that is the same at any moment, e.g. `1 minute` or `90 seconds`; months are not. */
export type Interval = `${number} ${Unit}` | `${number} ${Unit}s`;

const SECONDS: Readonly<Record<Unit, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
};

/** @throws {LiteralError} unless it is a whole, positive number of a known unit. */
export function secondsOf(interval: Interval): number {
  const [, count, unit] =
    /^([1-9][0-9]{0,8}) (second|minute|hour|day|week)s?$/.exec(interval) ?? [];
  if (count === undefined || unit === undefined) {
    throw new LiteralError(
      `${JSON.stringify(interval)} is not a length of time: write a whole number and second, minute, hour, day or week.`,
    );
  }
  return Number(count) * SECONDS[unit as Unit];
}

/** The literal of an interval, as written. */
export function intervalSql(interval: Interval): string {
  secondsOf(interval);
  return `interval '${interval}'`;
}

/** The literal of an interval in seconds, which PostgreSQL adds to an instant in any time zone alike. */
export function exactIntervalSql(interval: Interval): string {
  return `interval '${secondsOf(interval)} seconds'`;
}
