/** A server and how it is doing. */
export interface Endpoint {
  readonly url: string;
  /** Requests under way. */
  active: number;
  /** Time (`performance.now()`) before which it is left alone. */
  restUntil: number;
  /** Incidents in a row. */
  failures: number;
  /** When the last incident was noticed. */
  failedAt: number;
}

const FIRST_REST = 1_000;
const LONGEST_REST = 60_000;

/**
 * Several servers of one model: the least busy of the healthy ones is next. One that has failed rests;
 * then a single request at a time tries it, until one succeeds (a circuit breaker, half open).
 */
export class Endpoints {
  readonly all: readonly Endpoint[];

  constructor(urls: readonly string[]) {
    this.all = urls.map((url) => ({
      url: url.replace(/\/+$/, ''),
      active: 0,
      restUntil: 0,
      failures: 0,
      failedAt: -Infinity,
    }));
  }

  /** Endpoints in the order to try them; those at rest last, since a request may find none other. */
  order(now: number): readonly Endpoint[] {
    const rest = (endpoint: Endpoint) => Math.max(0, endpoint.restUntil - now);
    const isTried = ({ failures, active }: Endpoint) => Number(failures > 0 && active > 0);
    return [...this.all].sort(
      (a, b) => rest(a) - rest(b) || isTried(a) - isTried(b) || a.active - b.active,
    );
  }

  /** @returns whether it had failed before */
  succeeded(endpoint: Endpoint): boolean {
    const hadFailed = endpoint.failures > 0;
    endpoint.failures = 0;
    endpoint.restUntil = 0;
    return hadFailed;
  }

  /**
   * Puts an endpoint to rest, longer after each incident. Requests that were under way when an
   * incident was noticed tell nothing new of it.
   *
   * @param startedAt when the request that failed was sent
   * @returns whether it was healthy before
   */
  failed(endpoint: Endpoint, startedAt: number, now: number): boolean {
    if (startedAt < endpoint.failedAt) return false;
    endpoint.failedAt = now;
    endpoint.restUntil = now + Math.min(LONGEST_REST, FIRST_REST * 2 ** endpoint.failures);
    endpoint.failures += 1;
    return endpoint.failures === 1;
  }
}
