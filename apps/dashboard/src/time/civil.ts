/** Civil times are texts, `YYYY-MM-DD HH:mm:ss`, in the pipeline's zone: they sort as they are. */

const MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** Tells the civil time in a zone. */
export function civilClock(timeZone: string): (instant: Date) => string {
  // Swedish writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return (instant) => format.format(instant);
}

/** A civil time some units later, or earlier. Civil days have 24 hours here, whatever the zone's clocks do. */
export function later(civil: string, count: number, unit: keyof typeof MS): string {
  return fromMs(toMs(civil) + count * MS[unit]);
}

/** Whole days from one civil date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((toMs(startOf(to)) - toMs(startOf(from))) / MS.day);
}

export function dateOf(civil: string): string {
  return civil.slice(0, 10);
}

/** Midnight of a civil date or time. */
export function startOf(civil: string): string {
  return `${dateOf(civil)} 00:00:00`;
}

/** True for a date of the calendar, `YYYY-MM-DD`, from year 1, as databases count. */
export function isCivilDate(text: string): boolean {
  if (!/^(?!0000)\d{4}-\d\d-\d\d$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

function toMs(civil: string): number {
  return Date.parse(`${civil.replace(' ', 'T')}Z`);
}

function fromMs(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
