import { fetch as undiciFetch } from 'undici';
import { agent } from './agent.js';
import type { Bounds } from './bounds.js';
import { exchange } from './exchange.js';

export type Fetch = typeof globalThis.fetch;

/**
 * A fetch whose requests end with `bounds`. The client libraries offer neither a signal per call nor
 * a way past the 300 s their transport waits for headers.
 *
 * @param custom replaces the transport
 */
export function boundedFetch(bounds: Bounds, custom?: Fetch): Fetch {
  if (custom) return (input, init) => custom(input, { ...init, signal: bounds.toSignal() });
  return (input, init) => exchange(addressOf(input), init ?? {}, bounds);
}

/** The same for answers that come in pieces and are read as they come. */
export function streamingFetch(bounds: Bounds, custom?: Fetch): Fetch {
  if (custom) return boundedFetch(bounds, custom);
  return (input, init) =>
    undiciFetch(addressOf(input), {
      ...init,
      signal: bounds.toSignal(),
      dispatcher: agent(),
    } as Parameters<typeof undiciFetch>[1]);
}

function addressOf(input: Parameters<Fetch>[0]): string {
  if (typeof input === 'string') return input;
  return input instanceof URL ? input.href : input.url;
}
