import type { Languages, LiveProblem, Statistics } from '../api/contract.js';
import { BusyError, QueryTimeoutError } from '../errors.js';
import type { StatisticsFilters } from '../queries/filters.js';
import type { History } from '../queries/history.js';
import type { Moment, Recent } from '../queries/recent.js';
import { assembleStatistics, recentFigures } from '../queries/statistics.js';
import { Broadcast, type Send } from './broadcast.js';
import { Feed } from './feed.js';
import type { Gate } from './gate.js';
import type { Pace } from './pace.js';

/** Both readings a view is made of. */
export interface Readings {
  /** @param before the last one there was */
  recent(filters: StatisticsFilters, moment: Moment, before: Recent | undefined): Promise<Recent>;
  history(filters: StatisticsFilters): Promise<History>;
}

export interface ViewOptions {
  readonly readings: Readings;
  readonly filters: StatisticsFilters;
  /** Tells the civil time. */
  readonly clock: (instant: Date) => string;
  readonly recentPace: Pace;
  readonly historyPace: Pace;
  /** Where the histories of different views wait for one another. */
  readonly histories: Gate;
  /** Told of each reading that fails. */
  readonly onError: (error: unknown) => void;
  /** Told of each reading of the newest figures: what it failed with, or undefined. */
  readonly onRecent?: (failure: unknown) => void;
}

/** What covers the whole range may be this much older than it would be with somebody watching. */
const HISTORY_GRACE_MS = 30_000;

/**
 * The statistics of one set of filters: the newest figures, read every second while somebody
 * watches, and the history, read the less often the longer it takes. Many who watch cost one reading.
 */
export class View {
  readonly #filters: StatisticsFilters;
  readonly #recent: Feed<Recent>;
  readonly #history: Feed<History>;
  readonly #broadcast = new Broadcast(() => this.#begin());

  constructor(options: ViewOptions) {
    const { readings, filters, clock, recentPace, historyPace, histories, onError } = options;
    this.#filters = filters;
    this.#recent = new Feed({
      read: async (before) => {
        const at = new Date();
        const recent = await readings.recent(filters, { at, civil: clock(at) }, before);
        options.onRecent?.(undefined);
        return recent;
      },
      pace: recentPace,
      onError: (error) => {
        onError(error);
        options.onRecent?.(error);
      },
    });
    this.#history = new Feed({
      read: () => readings.history(filters),
      pace: historyPace,
      gate: histories,
      graceMs: HISTORY_GRACE_MS,
      onError,
    });
  }

  /** How many watch. */
  get followers(): number {
    return this.#broadcast.followers;
  }

  /** All figures, read anew unless they have just been. */
  async latest(): Promise<Statistics> {
    const [recent, history] = await Promise.all([this.#recent.latest(), this.#history.latest()]);
    return assembleStatistics(history, recent, this.#filters);
  }

  /** When the newest article was made, read anew unless it has just been. */
  async newestEvent(): Promise<Date | null> {
    return (await this.#recent.latest()).newestEvent;
  }

  /** Every edition with articles, the largest first. */
  async languages(): Promise<Languages> {
    const { languages } = await this.#history.latest();
    return languages.flatMap(({ code, zh, en, count }) => (code ? [{ code, zh, en, count }] : []));
  }

  /** Sends the figures, what changes in them, and when they cannot be read. */
  follow(send: Send): () => void {
    return this.#broadcast.follow(send);
  }

  #begin(): () => void {
    let recent = this.#recent.current;
    let history = this.#history.current;
    const show = () => {
      const reason = reasonOf(this.#recent.failure ?? this.#history.failure);
      if (recent && history) {
        this.#broadcast.tell('statistics', assembleStatistics(history, recent, this.#filters));
      } else if (recent) {
        // The first history may take seconds.
        this.#broadcast.tell('recent', recentFigures(recent, this.#filters));
      }
      this.#broadcast.tell('problem', { reason });
      if (recent && !reason) this.#broadcast.tell('confirmed', { time: recent.civil });
    };
    show();
    const stopRecent = this.#recent.listen({
      onValue: (value) => {
        recent = value;
        show();
      },
      onFailure: show,
    });
    const stopHistory = this.#history.listen({
      onValue: (value) => {
        history = value;
        show();
      },
      onFailure: show,
    });
    return () => {
      stopRecent();
      stopHistory();
    };
  }
}

/** What a page may be told of a failure. */
function reasonOf(failure: unknown): LiveProblem['reason'] {
  if (failure === undefined) return null;
  const slow = failure instanceof QueryTimeoutError || failure instanceof BusyError;
  return slow ? 'slow' : 'unavailable';
}
