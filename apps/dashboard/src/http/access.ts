import type { Env, MiddlewareHandler } from 'hono';
import { basicAuth } from 'hono/basic-auth';
import { bearerAuth } from 'hono/bearer-auth';

/** What a reader of the dashboard has to show; nothing when both are undefined. */
export interface AccessOptions {
  /** `user:password`, asked for by the browser. */
  readonly basicAuth?: string | undefined;
  /** Sent as `Authorization: Bearer …` by programs and proxies. */
  readonly token?: string | undefined;
}

/** Lets nobody in without one of the secrets configured; both are compared in constant time. */
export function access({
  basicAuth: pair,
  token,
}: AccessOptions): MiddlewareHandler<Env> | undefined {
  const byToken = token === undefined ? undefined : bearerAuth({ token });
  const byPassword = pair === undefined ? undefined : basicAuth(credentials(pair));
  if (!byToken || !byPassword) return byToken ?? byPassword;
  return (context, next) =>
    context.req.header('authorization')?.startsWith('Bearer ')
      ? byToken(context, next)
      : byPassword(context, next);
}

function credentials(pair: string): { username: string; password: string } {
  const colon = pair.indexOf(':');
  return { username: pair.slice(0, colon), password: pair.slice(colon + 1) };
}
