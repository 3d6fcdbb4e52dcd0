import type { Definition } from './definition.js';

/**
 * A value RisingWave keeps for connectors. The value itself is given when the schema is applied and
 * is no part of a plan, a fingerprint, the ledger, a log or an error.
 */
export interface Secret<N extends string = string> extends Definition {
  readonly kind: 'secret';
  readonly name: N;
  /** The environment variable that holds the value. */
  readonly env?: string;
}

/**
 * A secret. Its value comes from `options.secrets[name]` or, where that is not given, from the
 * environment variable `env`. Secrets belong to RisingWave's licensed features; without a license it
 * offers them on small clusters only.
 */
export function secret<const N extends string>(
  name: N,
  options: { readonly env?: string } = {},
): Secret<N> {
  return {
    kind: 'secret',
    name,
    dependsOn: [],
    only: 'risingwave',
    ...(options.env ? { env: options.env } : {}),
  };
}
