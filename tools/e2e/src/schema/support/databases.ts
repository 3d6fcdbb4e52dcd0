import { Client } from 'pg';
import { startPostgres } from '../../support/postgres.js';

/** A PostgreSQL server that gives a database to each test. */
export interface Databases {
  /** As the superuser, on the server's first database. */
  readonly admin: Client;
  readonly urlOf: (
    database: string,
    over?: { readonly user?: string; readonly query?: string },
  ) => string;
  /** Works on one connection to a database. */
  readonly on: <T>(database: string, work: (client: Client) => Promise<T>) => Promise<T>;
  readonly stop: () => Promise<void>;
}

export async function startDatabases(): Promise<Databases> {
  const cluster = await startPostgres();
  const admin = new Client({ connectionString: cluster.url });
  await admin.connect();
  const urlOf: Databases['urlOf'] = (database, { user, query } = {}) => {
    const url = new URL(cluster.url);
    url.pathname = `/${database}`;
    url.search = query ?? '';
    // With a password, to see that nothing prints it.
    if (user !== undefined) [url.username, url.password] = [user, 'hunter2'];
    return url.href;
  };
  return {
    admin,
    urlOf,
    on: async (database, work) => {
      const client = new Client({ connectionString: urlOf(database) });
      await client.connect();
      try {
        return await work(client);
      } finally {
        await client.end();
      }
    },
    stop: async () => {
      await admin.end();
      await cluster.stop();
    },
  };
}
