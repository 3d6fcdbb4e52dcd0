import { BusyError } from '../errors.js';
import type { StatisticsFilters } from '../queries/filters.js';
import { Gate } from './gate.js';
import { Pace } from './pace.js';
import { View, type Readings } from './view.js';

export interface ViewsOptions {
  readonly readings: Readings;
  /** Tells the civil time. */
  readonly clock: (instant: Date) => string;
  /** How often the newest figures are read while somebody watches. */
  readonly intervalMs: number;
  /** Told of each reading that fails. */
  readonly onError: (error: unknown) => void;
  /** Told of each reading of the newest figures of all articles: what it failed with, or undefined. */
  readonly onWhole?: (failure: unknown) => void;
}

/** Different filters kept at a time, beside no filters. */
export const MOST_FILTERED = 64;
/** What reads every article is read at most this often, however small the database. */
const HISTORY_INTERVAL_MS = 5_000;
/** Of the database's time, for both kinds of reading. */
const RECENT_SHARE = 0.25;
const HISTORY_SHARE = 0.1;
/** Views whose history is read at a time: each may read every article. */
const HISTORIES_AT_A_TIME = 2;

/**
 * The views by their filters. The one of all articles is always there; of the others a bounded
 * number, the longest unused given up first.
 */
export class Views {
  readonly whole: View;
  readonly #make: (filters: StatisticsFilters) => View;
  /** Last used last. */
  readonly #filtered = new Map<string, View>();

  constructor({ onWhole, intervalMs, ...shared }: ViewsOptions) {
    const feeds = () => this.active;
    const options = {
      ...shared,
      recentPace: new Pace({ intervalMs, share: RECENT_SHARE, feeds }),
      historyPace: new Pace({ intervalMs: HISTORY_INTERVAL_MS, share: HISTORY_SHARE, feeds }),
      histories: new Gate({
        what: 'different views are asked for',
        atATime: HISTORIES_AT_A_TIME,
        waiting: MOST_FILTERED,
      }),
    };
    this.#make = (filters) => new View({ ...options, filters });
    this.whole = new View({ ...options, filters: {}, ...(onWhole && { onRecent: onWhole }) });
  }

  /** How many are being watched. */
  get active(): number {
    return this.#all.filter(({ followers }) => followers > 0).length;
  }

  /** How many watch, all views together. */
  get followers(): number {
    return this.#all.reduce((sum, { followers }) => sum + followers, 0);
  }

  /**
   * The view of these filters; filters with the same JSON are the same.
   *
   * @throws {BusyError} when as many others are watched as there may be.
   */
  of(filters: StatisticsFilters): View {
    if (Object.keys(filters).length === 0) return this.whole;
    const name = JSON.stringify(filters);
    const view = this.#filtered.get(name) ?? this.#add(filters);
    this.#filtered.delete(name);
    this.#filtered.set(name, view);
    return view;
  }

  get #all(): View[] {
    return [this.whole, ...this.#filtered.values()];
  }

  #add(filters: StatisticsFilters): View {
    if (this.#filtered.size >= MOST_FILTERED) {
      const [unused] = [...this.#filtered].find(([, { followers }]) => followers === 0) ?? [];
      if (unused === undefined) throw new BusyError('different filters are watched');
      this.#filtered.delete(unused);
    }
    return this.#make(filters);
  }
}
