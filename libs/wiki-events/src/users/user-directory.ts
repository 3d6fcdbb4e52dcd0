import type { Dispatcher } from 'undici';
import { UserLookupError } from '../errors.js';
import { LONGEST_WAIT_MS } from '../stream/backoff.js';
import { newDispatcher } from '../stream/dispatcher.js';
import { userAgent } from '../stream/user-agent.js';
import { isAnonymous } from './anonymous.js';
import { fetchUsers, MAX_NAMES, type FetchUsersOptions, type UserDetails } from './fetch-users.js';

/** Options of {@link UserDirectory}. */
export interface UserDirectoryOptions {
  /** As for {@link streamEvents}. */
  readonly contact: string | undefined;
  readonly client?: string;
  /** Requests per second over all wikis. Default 5. */
  readonly requestsPerSecond?: number;
  /** How long one request may take, in ms. Default 5,000. */
  readonly timeoutMs?: number;
  /** How long an answer is good for, in ms. Default one hour. */
  readonly cacheMs?: number;
  /** Accounts remembered. Default 50,000. */
  readonly cacheSize?: number;
  /** Pause after a failure for which the server named none, in ms. Default 30,000. */
  readonly pauseMs?: number;
  /** Address of a wiki's `api.php`. Default `https://<host>/w/api.php`. */
  readonly endpoint?: (host: string) => string;
  /** An undici dispatcher, for proxies or tests. Default: one of its own, honouring `*_PROXY`. */
  readonly dispatcher?: Dispatcher;
  /** Told of failures; lookups go on without what failed. */
  readonly onFailure?: (error: UserLookupError) => void;
}

/** A contributor of a wiki. */
export interface UserKey {
  /** Host of the wiki: `en.wikipedia.org`. */
  readonly host: string;
  readonly name: string;
}

interface Cached {
  readonly details: UserDetails | undefined;
  readonly until: number;
}

/**
 * Looks up accounts politely: 50 names per request, one request at a time, a few per second,
 * `maxlag`, `Retry-After`, and a pause after every failure. What it cannot tell in time it leaves out.
 */
export class UserDirectory {
  readonly #fetch: FetchUsersOptions;
  readonly #intervalMs: number;
  readonly #cacheMs: number;
  readonly #cacheSize: number;
  readonly #pauseMs: number;
  readonly #onFailure: (error: UserLookupError) => void;
  /** In order of age. */
  readonly #cache = new Map<string, Cached>();
  #nextAt = 0;
  /** Requests are made one after the other. */
  #last: Promise<void> = Promise.resolve();

  /** @throws {ContactMissingError} without a contact */
  constructor(options: UserDirectoryOptions) {
    const timeoutMs = Math.min(options.timeoutMs ?? 5_000, LONGEST_WAIT_MS);
    this.#fetch = {
      userAgent: userAgent(options.contact, options.client),
      timeoutMs,
      endpoint: options.endpoint ?? ((host) => `https://${host}/w/api.php`),
      dispatcher: options.dispatcher ?? newDispatcher(timeoutMs),
    };
    this.#intervalMs = 1_000 / (options.requestsPerSecond ?? 5);
    this.#cacheMs = options.cacheMs ?? 3_600_000;
    this.#cacheSize = options.cacheSize ?? 50_000;
    this.#pauseMs = options.pauseMs ?? 30_000;
    this.#onFailure = options.onFailure ?? (() => undefined);
  }

  /**
   * What is known of these contributors within `withinMs`; never rejects, never takes longer. The
   * result answers for every contributor, with undefined where nothing is known: IP addresses and
   * temporary accounts, unknown names, and everything a slow or failing wiki did not tell in time.
   */
  async lookUp(
    users: readonly UserKey[],
    withinMs: number,
  ): Promise<(user: UserKey) => UserDetails | undefined> {
    const patienceMs = Math.min(withinMs, LONGEST_WAIT_MS);
    const deadline = Date.now() + patienceMs;
    const asked = this.#requests(users).map(({ host, names }) => this.#ask(host, names, deadline));
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs);
    });
    await Promise.race([Promise.all(asked), timeout]);
    clearTimeout(timer);
    return (user) => this.#cache.get(keyOf(user))?.details;
  }

  /** The names to ask for, by wiki, in lots the API takes. */
  #requests(users: readonly UserKey[]): { host: string; names: string[] }[] {
    const now = Date.now();
    const byHost = new Map<string, Set<string>>();
    for (const user of users) {
      if (isAnonymous(user.name) || user.name.includes('|')) continue;
      const cached = this.#cache.get(keyOf(user));
      if (cached && cached.until > now) continue;
      const names = byHost.get(user.host) ?? new Set<string>();
      byHost.set(user.host, names.add(user.name));
    }
    return [...byHost].flatMap(([host, names]) => {
      const all = [...names];
      const lots = [];
      for (let i = 0; i < all.length; i += MAX_NAMES) {
        lots.push({ host, names: all.slice(i, i + MAX_NAMES) });
      }
      return lots;
    });
  }

  #ask(host: string, names: readonly string[], deadline: number): Promise<void> {
    const turn = this.#last.then(async () => {
      const waitMs = this.#nextAt - Date.now();
      // Whoever asked is not there any more when the turn would come.
      if (Date.now() + Math.max(0, waitMs) >= deadline) return;
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      this.#nextAt = Date.now() + this.#intervalMs;
      try {
        const found = await fetchUsers(host, names, this.#fetch);
        for (const name of names) this.#remember(keyOf({ host, name }), found.get(name));
      } catch (error) {
        if (!(error instanceof UserLookupError)) throw error;
        const pauseMs = error.retryAfterMs ?? this.#pauseMs;
        // A server that asks for no pause still gets no more than the usual rate.
        this.#nextAt = Date.now() + Math.max(pauseMs, this.#intervalMs);
        this.#onFailure(error);
      }
    });
    this.#last = turn;
    return turn;
  }

  #remember(key: string, details: UserDetails | undefined): void {
    this.#cache.delete(key);
    this.#cache.set(key, { details, until: Date.now() + this.#cacheMs });
    while (this.#cache.size > this.#cacheSize) {
      const [oldest] = this.#cache.keys();
      if (oldest === undefined) break;
      this.#cache.delete(oldest);
    }
  }
}

const keyOf = ({ host, name }: UserKey): string => `${host}\n${name}`;
