import type { RecentFigures, Statistics } from '../../src/api/contract.js';
import { sharedFiltersOf } from '../address/address.js';
import { TimeChart } from '../charts/time-chart.js';
import { byId, setText } from '../page/dom.js';
import { dayOfYear, t } from '../page/language.js';

/** A young pipeline's days are shown from its first one, but never fewer than these. */
const FEWEST_DAYS = 14;

/** Articles by day and by hour. */
export class Trends {
  readonly #days = new TimeChart(byId('days'), 'bars');
  readonly #hours = new TimeChart(byId('hours'), 'bars');

  show(statistics: Statistics): void {
    const days = sinceFirst(statistics.days);
    const began = firstDay(statistics.days);
    setText(byId('days-note'), t('daysNote', { count: String(days.length) }));
    this.#days.show(
      days.map(({ date, count }, index) => ({
        when: date,
        label: dayOfYear(date),
        count,
        marked: (days.length - 1 - index) % (days.length > 21 ? 7 : 2) === 0,
        unfinished: date === statistics.date || date === began,
      })),
    );
    this.showHours(statistics);
  }

  showHours({ hours, date }: RecentFigures): void {
    this.#hours.show(
      hours.map(({ hour, count }, index, { length }) => ({
        when: `${dayOfYear(hour.slice(0, 10))} ${hour.slice(11)}`,
        // Midnight is the day that begins.
        label: hour.endsWith('00:00') ? dayOfYear(hour.slice(0, 10)) : hour.slice(11),
        count,
        marked: Number(hour.slice(11, 13)) % 6 === 0,
        // A range that ended before today has no hour that still runs.
        unfinished: index === length - 1 && hour.startsWith(date),
      })),
    );
  }
}

/** The day the pipeline began to count, where the days show it; not to be told from a filtered view. */
function firstDay(days: Statistics['days']): string | undefined {
  if (sharedFiltersOf(location.search).language) return undefined;
  const first = days.findIndex(({ count }) => count > 0);
  return first > 0 ? days[first]?.date : undefined;
}

function sinceFirst(days: Statistics['days']): Statistics['days'] {
  const first = days.findIndex(({ count }) => count > 0);
  const from = first < 0 ? days.length : first;
  return days.slice(Math.max(0, Math.min(from, days.length - FEWEST_DAYS)));
}
