const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const DURATION = /^(\d+)([smhdw])$/;
/** RFC 3339, of which the time, or its offset alone, may be left out. */
const TIME =
  /^(\d{4}-\d\d-\d\d)(?:[Tt ]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?)([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)?)?$/;
/** Four digits of a year: what RFC 3339 can write. */
const FIRST = Date.parse('0000-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * A moment given as a time (`2026-05-01`, `2026-05-01T12:00:00+02:00`) or as a duration before `now`
 * (`90s`, `30m`, `2h`, `7d`, `2w`), in ms since the epoch. Undefined when it is neither. A time without
 * an offset is UTC: the host's zone never matters.
 */
export function parseMoment(text: string, now: number): number | undefined {
  const at = before(text.trim(), now) ?? rfc3339(text.trim());
  return at !== undefined && at >= FIRST && at <= LAST ? at : undefined;
}

/** True for text {@link parseMoment} can read. */
export const isMoment = (text: string): boolean => parseMoment(text, Date.now()) !== undefined;

function before(text: string, now: number): number | undefined {
  const [, count, unit] = DURATION.exec(text) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  return now - Number(count) * (UNITS[unit] ?? NaN);
}

function rfc3339(text: string): number | undefined {
  const [, date, time = '00:00:00', offset = 'Z'] = TIME.exec(text) ?? [];
  if (date === undefined || !isOnCalendar(date)) return undefined;
  return Date.parse(`${date}T${time}${offset.toUpperCase()}`);
}

/** False for the 31st of February, which `Date` takes for the 3rd of March. */
function isOnCalendar(date: string): boolean {
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
}
