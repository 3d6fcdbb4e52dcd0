import { Agent, EnvHttpProxyAgent, type Dispatcher } from 'undici';

/** Connections one at a time per origin, through the proxy that `HTTPS_PROXY` and the like name. */
export function newDispatcher(connectTimeoutMs: number): Dispatcher {
  const options = { connections: 1, pipelining: 1, connect: { timeout: connectTimeoutMs } };
  const { env } = process;
  const proxied =
    env['https_proxy'] ?? env['HTTPS_PROXY'] ?? env['http_proxy'] ?? env['HTTP_PROXY'];
  return proxied ? new EnvHttpProxyAgent(options) : new Agent(options);
}
