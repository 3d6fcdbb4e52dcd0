import type { RecentFigures, Statistics } from '../api/contract.js';
import { dateOf, daysBetween, later, startOf } from '../time/civil.js';
import type { StatisticsFilters } from './filters.js';
import type { History, TranslationCounts } from './history.js';
import { endOfRange, HOURS, MINUTES, type Recent } from './recent.js';

const LANGUAGES = 15;
const DAYS = 90;
const MAX_DAYS = 400;

/** What the recent reading alone tells. */
export function recentFigures(recent: Recent, filters: StatisticsFilters): RecentFigures {
  const { at, civil } = recent;
  const date = dateOf(civil);
  const minute = `${civil.slice(0, 16)}:00`;
  const minutes = Array.from({ length: MINUTES }, (_, index) => {
    const key = later(minute, index + 1 - MINUTES, 'minute').slice(0, 16);
    return { minute: key, count: recent.minutes.get(key) ?? 0 };
  });
  const end = `${endOfRange(filters, civil).slice(0, 13)}:00:00`;
  const hours = Array.from({ length: HOURS }, (_, index) => {
    const hour = later(end, index + 1 - HOURS, 'hour').slice(0, 16);
    return { hour, count: recent.hours.get(hour) ?? 0 };
  });
  return {
    at: at.toISOString(),
    date,
    today: recentDays(recent).get(date) ?? 0,
    // The running minute counts while the one before had nothing.
    perMinute: minutes.at(-2)?.count || (minutes.at(-1)?.count ?? 0),
    minutes,
    hours,
    latest: recent.latest,
  };
}

/**
 * Puts both readings together. Days the recent reading covers are taken from it, so that the totals
 * move every second while the history is read only now and then.
 */
export function assembleStatistics(
  history: History,
  recent: Recent,
  filters: StatisticsFilters,
): Statistics {
  const days = new Map([
    ...[...history.days].filter(([date]) => date < recent.since),
    ...recentDays(recent),
  ]);
  const languages = history.languages.slice(0, LANGUAGES);
  return {
    ...recentFigures(recent, filters),
    total: sum([...days.values()]) + history.undated,
    days: datesOf(filters, recent.civil).map((day) => ({ date: day, count: days.get(day) ?? 0 })),
    languages: languages.map(({ code, zh, en, count }) => ({ code, zh, en, count })),
    otherLanguages: sum(history.languages.slice(LANGUAGES).map(({ count }) => count)),
    heatMap: languages.map(({ code, hours: counts }) => ({ code, counts })),
    contributors: history.contributors,
    bots: {
      bot: history.bots,
      person: sum(history.languages.map(({ count }) => count)) - history.bots,
    },
    translation: translation(
      history.translations,
      languages.map(({ code }) => code),
    ),
  };
}

/** Days the recent reading covers as a whole. */
function recentDays({ hours }: Recent): Map<string, number> {
  const days = new Map<string, number>();
  for (const [hour, count] of hours) {
    const date = dateOf(hour);
    days.set(date, (days.get(date) ?? 0) + count);
  }
  return days;
}

function datesOf(filters: StatisticsFilters, now: string): string[] {
  const last = dateOf(endOfRange(filters, now));
  const length =
    filters.from === undefined
      ? DAYS
      : Math.min(Math.max(daysBetween(filters.from, last) + 1, 0), MAX_DAYS);
  return Array.from({ length }, (_, index) =>
    dateOf(later(startOf(last), index + 1 - length, 'day')),
  );
}

function translation(
  counts: readonly TranslationCounts[],
  codes: readonly string[],
): Statistics['translation'] {
  const total = (of: (entry: TranslationCounts) => number) => sum(counts.map(of));
  const byCode = new Map(counts.map((entry) => [entry.code, entry]));
  return {
    translated: total(({ translated }) => translated),
    passthrough: total(({ passthrough }) => passthrough),
    failed: total(({ failed }) => failed),
    pending: total((entry) => entry.total) - total(attempted),
    averageLatencySeconds: mean(
      total(({ latencySeconds }) => latencySeconds),
      total(attempted),
    ),
    byLanguage: codes.flatMap((code) => {
      const entry = byCode.get(code);
      if (!entry) return [];
      return [
        {
          code,
          total: entry.total,
          done: entry.translated + entry.passthrough,
          failed: entry.failed,
          averageLatencySeconds: mean(entry.latencySeconds, attempted(entry)),
        },
      ];
    }),
  };
}

function attempted({ translated, passthrough, failed }: TranslationCounts): number {
  return translated + passthrough + failed;
}

function mean(total: number, count: number): number | null {
  return count > 0 ? Math.round((total / count) * 100) / 100 : null;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
