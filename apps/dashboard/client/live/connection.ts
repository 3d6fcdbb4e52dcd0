import type {
  LiveEvents,
  LiveProblem,
  PipelineHealth,
  RecentFigures,
  Statistics,
} from '../../src/api/contract.js';
import { FetchProblem, fetchStatistics } from './requests.js';

/**
 * `live` once figures came, `lost` after a connection failed and until they come again; `unavailable`
 * or `slow` while the server is there, but its database is not or takes too long.
 */
export type LiveState = 'connecting' | 'live' | 'lost' | NonNullable<LiveProblem['reason']>;

export interface LiveHandlers {
  /** Before the first statistics of a view, which may take seconds. */
  readonly onRecent?: (recent: RecentFigures) => void;
  readonly onStatistics: (statistics: Statistics) => void;
  /** The figures shown are still those of this civil time. */
  readonly onConfirmed?: (time: string) => void;
  readonly onHealth: (health: PipelineHealth) => void;
  readonly onState: (state: LiveState) => void;
  /** The server refuses this view; it is not asked again. */
  readonly onProblem: (reason: string) => void;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 20_000;

/** Statistics and health as the server sends them, reconnecting for as long as the page is open. */
export class LiveConnection {
  readonly #handlers: LiveHandlers;
  #query = '';
  #source: EventSource | undefined;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #wait = FIRST_WAIT_MS;
  #problem: LiveProblem['reason'] = null;

  constructor(handlers: LiveHandlers) {
    this.#handlers = handlers;
    addEventListener('online', () => this.#open());
    addEventListener('offline', () => this.#handlers.onState('lost'));
    addEventListener('pagehide', () => this.#close());
    // A page taken out of the back-forward cache goes on.
    addEventListener('pageshow', (event) => {
      if (event.persisted) this.#open();
    });
  }

  /** Listens to the view of these filters, instead of the one before. */
  watch(query: URLSearchParams): void {
    this.#query = query.toString();
    this.#wait = FIRST_WAIT_MS;
    this.#handlers.onState('connecting');
    this.#open();
  }

  #open(): void {
    this.#close();
    const source = new EventSource(`/api/live${this.#query && `?${this.#query}`}`);
    this.#source = source;
    source.addEventListener('open', () => {
      this.#wait = FIRST_WAIT_MS;
      this.#problem = null;
    });
    this.#on(source, 'recent', (recent) => {
      this.#handlers.onRecent?.(recent);
      this.#figuresCame();
    });
    this.#on(source, 'statistics', (statistics) => {
      this.#handlers.onStatistics(statistics);
      this.#figuresCame();
    });
    this.#on(source, 'confirmed', ({ time }) => {
      this.#handlers.onConfirmed?.(time);
      this.#figuresCame();
    });
    this.#on(source, 'problem', ({ reason }) => {
      this.#problem = reason;
      if (reason) this.#handlers.onState(reason);
    });
    this.#on(source, 'health', (health) => this.#handlers.onHealth(health));
    source.addEventListener('error', () => {
      if (source !== this.#source) return;
      this.#handlers.onState('lost');
      // The browser itself reconnects unless the answer was no stream at all.
      if (source.readyState === EventSource.CLOSED) void this.#again(source);
    });
  }

  /** A connection alone is not live: the server may be waiting for its database. */
  #figuresCame(): void {
    this.#handlers.onState(this.#problem ?? 'live');
  }

  #on<K extends keyof LiveEvents>(
    source: EventSource,
    kind: K,
    handle: (event: LiveEvents[K]) => void,
  ): void {
    source.addEventListener(kind, (event: MessageEvent<string>) => {
      handle(JSON.parse(event.data) as LiveEvents[K]);
    });
  }

  /** An event source does not tell why it was refused; a plain request does. */
  async #again(refused: EventSource): Promise<void> {
    try {
      const statistics = await fetchStatistics(this.#query);
      if (refused === this.#source) this.#handlers.onStatistics(statistics);
    } catch (error) {
      if (refused !== this.#source) return;
      if (error instanceof FetchProblem && error.isFinal) {
        this.#handlers.onProblem(error.message);
        return;
      }
    }
    if (refused !== this.#source) return;
    this.#waiting = setTimeout(() => this.#open(), this.#wait * (0.75 + Math.random() / 2));
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
  }

  #close(): void {
    clearTimeout(this.#waiting);
    this.#source?.close();
    this.#source = undefined;
  }
}
