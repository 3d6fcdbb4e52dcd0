import { Agent, fetch as undiciFetch } from 'undici';

export type Fetch = typeof globalThis.fetch;

/**
 * A fetch whose requests end with `signal`, answer or not. The client library offers neither a signal
 * per call nor a way past the 300 s its transport waits for headers.
 */
export function abortableFetch(signal: AbortSignal, custom?: Fetch): Fetch {
  if (custom) return (input, init) => custom(input, { ...init, signal });
  return (input, init) =>
    undiciFetch(
      input as Parameters<typeof undiciFetch>[0],
      { ...init, signal, dispatcher: patient() } as Parameters<typeof undiciFetch>[1],
    );
}

let agent: Agent | undefined;

/** Requests carry their own time limits, so the transport has none. */
function patient(): Agent {
  agent ??= new Agent({ headersTimeout: 0, bodyTimeout: 0, connections: 256 });
  return agent;
}
