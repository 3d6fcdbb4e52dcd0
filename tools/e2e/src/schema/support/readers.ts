import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'pg';

/** Long enough to leave the processor to those who change what is read. */
const PAUSE_MS = 3;

/** Connections that poll views all the time, as dashboards do. */
export interface Readers {
  /** How often each query was answered. */
  readonly polls: readonly number[];
  /** Longest time a query took, in milliseconds. */
  readonly longestMs: number;
  /**
   * Stops reading.
   *
   * @throws when a query failed or found fewer rows than there are.
   */
  stop(): Promise<void>;
}

/**
 * One connection per query, each asking again a few milliseconds after its answer; queries return a
 * count `n`. A reader whose query fails reads no further.
 */
export async function startReaders(
  url: string,
  queries: readonly { readonly text: string; readonly atLeast: number }[],
): Promise<Readers> {
  const pool = new Pool({ connectionString: url, max: queries.length });
  // A connection that breaks in use shows in its query's own error; an idle one may go with its server.
  pool.on('error', () => undefined);
  const polls = queries.map(() => 0);
  const faults: string[] = [];
  let reading = true;
  let longestMs = 0;
  const clients = await Promise.all(queries.map(() => pool.connect()));
  const loops = queries.map(async ({ text, atLeast }, i) => {
    const client = clients[i];
    while (reading && client) {
      const started = performance.now();
      try {
        const { rows } = await client.query<{ n: number }>(text);
        const n = rows[0]?.n ?? -1;
        if (n < atLeast) faults.push(`${text}: ${n} rows instead of ${atLeast}`);
      } catch (error) {
        faults.push(`${text}: ${String(error)}`);
        break;
      }
      longestMs = Math.max(longestMs, performance.now() - started);
      polls[i] = (polls[i] ?? 0) + 1;
      await pause(PAUSE_MS);
    }
    client?.release();
  });
  return {
    polls,
    get longestMs() {
      return longestMs;
    },
    stop: async () => {
      reading = false;
      await Promise.all(loops);
      await pool.end();
      if (faults.length > 0) {
        throw new Error(`${faults.length} bad answers, first: ${faults.slice(0, 3).join('; ')}`);
      }
    },
  };
}
