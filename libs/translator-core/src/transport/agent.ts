import { Agent } from 'undici';

let shared: Agent | undefined;

/** Connections to model servers. Requests carry their own time limits, so the transport has none. */
export function agent(): Agent {
  shared ??= new Agent({ headersTimeout: 0, bodyTimeout: 0, connections: 256 });
  return shared;
}
