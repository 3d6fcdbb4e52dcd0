import { Agent } from 'undici';

let shared: Agent | undefined;

/**
 * Connections to model servers. Requests carry their own time limits and those who send them bound how
 * many there are at a time, so the transport limits neither.
 */
export function agent(): Agent {
  shared ??= new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  return shared;
}
