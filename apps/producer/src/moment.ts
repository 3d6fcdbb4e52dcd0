const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * A moment given as a time (`2026-05-01T00:00:00Z`) or as a duration before `now` (`90s`, `30m`,
 * `2h`, `7d`, `2w`), in ms since the epoch. Undefined when it is neither.
 */
export function parseMoment(text: string, now: number): number | undefined {
  const [, count, unit] = /^(\d+)([smhdw])$/.exec(text.trim()) ?? [];
  if (count !== undefined && unit !== undefined) return now - Number(count) * (UNITS[unit] ?? 0);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text.trim())) return undefined;
  const at = Date.parse(text.trim());
  return Number.isNaN(at) ? undefined : at;
}

/** True for text {@link parseMoment} can read. */
export const isMoment = (text: string): boolean => parseMoment(text, 0) !== undefined;
