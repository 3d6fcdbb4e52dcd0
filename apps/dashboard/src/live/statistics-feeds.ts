import type { Statistics } from '../api/contract.js';
import type { Reader } from '../database/reader.js';
import type { StatisticsFilters } from '../queries/filters.js';
import { readHistory } from '../queries/history.js';
import { readRecent } from '../queries/recent.js';
import { assembleStatistics } from '../queries/statistics.js';
import { Feed } from './feed.js';
import { Feeds } from './feeds.js';
import { Gate } from './gate.js';
import { Pace } from './pace.js';

export interface StatisticsFeedsOptions {
  readonly reader: Reader;
  readonly clock: (instant: Date) => string;
  /** How often the newest figures are read while somebody watches. */
  readonly intervalMs: number;
  readonly onError: (error: unknown) => void;
  /** Told when the newest article of the unfiltered view was made. */
  readonly onNewest?: (event: Date | null) => void;
}

/** Different filters kept at a time. */
const MOST_FILTERS = 64;
/** What reads every article is read at most this often, however small the database. */
const HISTORY_INTERVAL_MS = 5_000;
/** Of the database's time, for both kinds of reading. */
const RECENT_SHARE = 0.25;
const HISTORY_SHARE = 0.1;
/** Views whose history is read at a time, and how many wait: each may read every article. */
const HISTORIES = { atATime: 2, waiting: MOST_FILTERS };
/** A page opened in the morning gets the evening's figures at once, and the morning's a moment later. */
const STALE_MS = 24 * 3_600_000;

/**
 * Statistics by filter. Many viewers of one filter cost one reading an interval; the part that reads
 * every article is repeated the less often the longer it takes.
 */
export function statisticsFeeds(
  options: StatisticsFeedsOptions,
): Feeds<StatisticsFilters, Statistics> {
  const { reader, clock, intervalMs, onError, onNewest } = options;
  const histories = new Gate({ what: 'different views are asked for', ...HISTORIES });
  const feeds: Feeds<StatisticsFilters, Statistics> = new Feeds({
    most: MOST_FILTERS,
    make: (filters) => {
      const active = () => feeds.active;
      const history = new Feed({
        read: () => histories.pass(() => readHistory(reader, filters)),
        pace: new Pace({ intervalMs: HISTORY_INTERVAL_MS, share: HISTORY_SHARE, feeds: active }),
        identity: () => '',
        onError,
        staleMs: STALE_MS,
      });
      const everything = Object.keys(filters).length === 0;
      return new Feed({
        read: async () => {
          const at = new Date();
          const civil = clock(at);
          const recent = await readRecent(reader, filters, civil);
          if (everything) onNewest?.(recent.newestEvent);
          const { value } = await history.latest();
          return assembleStatistics(value, recent, filters, { at, civil });
        },
        pace: new Pace({ intervalMs, share: RECENT_SHARE, feeds: active }),
        identity: (statistics) => JSON.stringify({ ...statistics, at: '' }),
        onError,
        staleMs: STALE_MS,
      });
    },
  });
  return feeds;
}
