/** A server and how it is doing. */
export interface Endpoint {
  readonly url: string;
  /** Requests under way. */
  active: number;
  /** Time (`performance.now()`) before which it is left alone. */
  restUntil: number;
  failures: number;
}

const FIRST_REST = 1_000;
const LONGEST_REST = 60_000;

/** Several servers of one model: the least busy of the healthy ones is next. */
export class Endpoints {
  readonly all: readonly Endpoint[];

  constructor(urls: readonly string[]) {
    this.all = urls.map((url) => ({
      url: url.replace(/\/+$/, ''),
      active: 0,
      restUntil: 0,
      failures: 0,
    }));
  }

  /** Endpoints in the order to try them: healthy ones first, then those nearest to the end of their rest. */
  order(now: number): readonly Endpoint[] {
    const rest = (endpoint: Endpoint) => Math.max(0, endpoint.restUntil - now);
    return [...this.all].sort((a, b) => rest(a) - rest(b) || a.active - b.active);
  }

  succeeded(endpoint: Endpoint): void {
    endpoint.failures = 0;
    endpoint.restUntil = 0;
  }

  failed(endpoint: Endpoint, now: number): void {
    const rest = Math.min(LONGEST_REST, FIRST_REST * 2 ** endpoint.failures);
    endpoint.failures += 1;
    endpoint.restUntil = now + rest;
  }
}
