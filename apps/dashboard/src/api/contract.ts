/**
 * What the server tells the page, as types alone: the page is compiled against this file and bundles
 * nothing of the server. Civil times are in the pipeline's zone, `YYYY-MM-DD HH:mm:ss`.
 */

/** A Wikipedia language edition; names are null while the dimension lacks the code. */
export interface LanguageName {
  readonly code: string;
  readonly zh: string | null;
  readonly en: string | null;
}

export type TranslationStatus = 'translated' | 'passthrough' | 'failed' | 'pending';

/** The figures that are there at once: `recent` events of `GET /api/live`, until the first `statistics`. */
export interface RecentFigures {
  /** When it was read, ISO 8601. */
  readonly at: string;
  /** Today's civil date in the pipeline's zone, `YYYY-MM-DD`. */
  readonly date: string;
  readonly today: number;
  /** Articles of the last whole minute. */
  readonly perMinute: number;
  /** The last 60 minutes, oldest first; minutes without articles are there with 0. */
  readonly minutes: readonly { readonly minute: string; readonly count: number }[];
  /** The last 48 hours, oldest first, `YYYY-MM-DD HH:00`. */
  readonly hours: readonly { readonly hour: string; readonly count: number }[];
  readonly latest: readonly Article[];
}

/** `GET /api/statistics?from=&to=&language=` and the `statistics` events of `GET /api/live` with the same parameters. */
export interface Statistics extends RecentFigures {
  readonly total: number;
  /** The last 90 days (or the filtered range, at most 400 days), oldest first. */
  readonly days: readonly { readonly date: string; readonly count: number }[];
  /** The largest editions, largest first; `others` counts the rest. */
  readonly languages: readonly (LanguageName & { readonly count: number })[];
  readonly otherLanguages: number;
  /** Articles by hour of the day (0–23) and edition: rows as in `languages`, 24 columns. */
  readonly heatMap: readonly { readonly code: string; readonly counts: readonly number[] }[];
  readonly contributors: readonly {
    readonly name: string;
    readonly bot: boolean;
    readonly count: number;
  }[];
  readonly bots: { readonly bot: number; readonly person: number };
  readonly translation: {
    readonly translated: number;
    readonly passthrough: number;
    readonly failed: number;
    readonly pending: number;
    /** Mean seconds from an article's creation to its translation. */
    readonly averageLatencySeconds: number | null;
    /** Of the editions in `languages`. */
    readonly byLanguage: readonly {
      readonly code: string;
      readonly total: number;
      readonly done: number;
      readonly failed: number;
      readonly averageLatencySeconds: number | null;
    }[];
  };
}

/** One article, on both pages. */
export interface Article {
  /** `<wiki>:<id>` */
  readonly key: string;
  readonly title: string;
  /** Null while pending or failed. */
  readonly titleZh: string | null;
  readonly status: TranslationStatus;
  readonly language: LanguageName;
  readonly contributor: string;
  readonly time: string | null;
  /** An https address of Wikipedia, or empty. */
  readonly url: string;
}

/** The `health` events of `GET /api/live`, and `GET /api/health`. */
export interface PipelineHealth {
  readonly at: string;
  /** Seconds from the newest stored article's event time to now; null without articles, or while they cannot be read. */
  readonly secondsBehind: number | null;
  readonly parts: readonly {
    /** `producer`, `translator`, `loader`. */
    readonly name: string;
    readonly up: boolean;
    /** Records behind, where the part has such a figure. */
    readonly lag: number | null;
    readonly deadLetters: number | null;
    /** Records Kafka deleted before the part had read them, at most. */
    readonly expired: number | null;
    /** Events or rows a second since the reading before. */
    readonly perSecond: number | null;
  }[];
}

/** The `confirmed` events of `GET /api/live`: the figures sent are those of this civil time. */
export interface Confirmation {
  readonly time: string;
}

/** The `problem` events of `GET /api/live`: why figures are not renewed; null once they are. */
export interface LiveProblem {
  /** The database cannot be read, or does not answer in time. */
  readonly reason: 'unavailable' | 'slow' | null;
}

/** The events of `GET /api/live`, by name. */
export interface LiveEvents {
  readonly recent: RecentFigures;
  readonly statistics: Statistics;
  readonly confirmed: Confirmation;
  readonly problem: LiveProblem;
  readonly health: PipelineHealth;
}

/** Filters of the titles page: in the address of the page and of the API alike. */
export interface TitleFilters {
  /** Part of the original or the Chinese title, any case. */
  readonly search?: string;
  readonly language?: string;
  readonly contributor?: string;
  readonly status?: TranslationStatus;
  /** Civil dates, inclusive. */
  readonly from?: string;
  readonly to?: string;
}

/** `GET /api/titles?…filters&cursor=`: newest first. `GET /api/titles.csv?…filters` has the same rows. */
export interface TitlesPage {
  readonly articles: readonly Article[];
  /** Give it as `cursor` to get the next page; null on the last. */
  readonly next: string | null;
}

/** `GET /api/languages`: every edition with articles, for the filter. */
export type Languages = readonly (LanguageName & { readonly count: number })[];

/** Any answer with a status of 400 or more. */
export interface Problem {
  readonly error: string;
  /** The parameter at fault. */
  readonly parameter?: string;
}
