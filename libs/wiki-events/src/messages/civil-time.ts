import { OptionError, TimeZoneError } from '../errors.js';

const HOUR = 3_600_000;
const QUARTER = 900_000;
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const END = Date.parse('9999-01-01T00:00:00Z');

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** UTC offset in ms by quarter of an hour: no zone shifts at any other moment since 1972. */
  readonly offsets: Map<number, number>;
  /** The last answer: events come by the dozen per second. */
  last: { second: number; text: string };
}

const zones = new Map<string, Zone>();

/**
 * A moment as the clock on the wall shows it: `YYYY-MM-DD HH:mm:ss` in `timeZone`, an IANA name.
 * The host's own zone never matters.
 *
 * @throws {TimeZoneError} when the runtime does not know the zone
 * @throws {OptionError} when the moment is not a valid date of the years 1 to 9998
 */
export function formatCivil(moment: Date | string | number, timeZone: string): string {
  const at = typeof moment === 'number' ? moment : new Date(moment).getTime();
  // Written so that NaN fails too. No zone shifts the clock out of the four digits of these years.
  if (!(at >= FIRST && at < END)) {
    throw new OptionError('moment', 'is not a valid date of the years 1 to 9998');
  }
  const zone = zones.get(timeZone) ?? openZone(timeZone);
  const second = Math.floor(at / 1_000);
  if (zone.last.second !== second) {
    const text = new Date(at + offsetAt(zone, at)).toISOString();
    zone.last = { second, text: `${text.slice(0, 10)} ${text.slice(11, 19)}` };
  }
  return zone.last.text;
}

function openZone(timeZone: string): Zone {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch (cause) {
    throw new TimeZoneError(
      `Time zone "${timeZone}" is unknown; give an IANA name such as Asia/Shanghai or UTC`,
      { cause },
    );
  }
  const zone = { format, offsets: new Map<number, number>(), last: { second: NaN, text: '' } };
  zones.set(timeZone, zone);
  return zone;
}

/** Asking Intl costs microseconds, so one answer serves a quarter of an hour of events. */
function offsetAt(zone: Zone, at: number): number {
  const quarter = Math.floor(at / QUARTER);
  const known = zone.offsets.get(quarter);
  if (known !== undefined) return known;
  if (zone.offsets.size > 10_000) zone.offsets.clear();
  const offset = askIntl(zone.format, quarter * QUARTER);
  zone.offsets.set(quarter, offset);
  return offset;
}

function askIntl(format: Intl.DateTimeFormat, at: number): number {
  const parts: Record<string, string> = {};
  for (const part of format.formatToParts(at)) parts[part.type] = part.value;
  const field = (name: string): number => Number(parts[name]);
  const year = parts['era'] === 'BC' ? 1 - field('year') : field('year');
  const wall = new Date(0);
  wall.setUTCFullYear(year, field('month') - 1, field('day'));
  wall.setUTCHours(field('hour') % 24, field('minute'), field('second'));
  const offset = wall.getTime() - Math.floor(at / 1000) * 1000;
  // Before standard time, zones ran on local mean time; whole hours of drift would mean a bug here.
  return Math.abs(offset) <= 26 * HOUR ? offset : 0;
}
