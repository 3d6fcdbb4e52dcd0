import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import { describeConnectionError } from './connection-error.js';
import { valueTypes } from './value-types.js';

/** A `pg` pool as Kysely wants it, with this library's type parsers and connection errors. */
export function typedPool(pool: pg.Pool): PostgresPool {
  // One wrapper per client: Kysely remembers a connection by the identity of its client.
  const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    async connect() {
      const client = await pool.connect().catch((error: unknown) => {
        throw describeConnectionError(error, pool.options);
      });
      const known = wrapped.get(client);
      if (known) return known;
      const typed = typedClient(client);
      wrapped.set(client, typed);
      return typed;
    },
    end: () => pool.end(),
  };
}

function typedClient(client: pg.PoolClient): PostgresPoolClient {
  return {
    query: async (text: unknown, values?: readonly unknown[]) =>
      client.query({ text: text as string, values: [...(values ?? [])], types: valueTypes }),
    release: () => client.release(),
  } as unknown as PostgresPoolClient; // Kysely also types `query` for cursors, which this client has none of.
}
