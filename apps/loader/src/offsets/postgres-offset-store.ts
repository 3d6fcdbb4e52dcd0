import type { OffsetStore } from '@wikistream/kafka-io';
import type { Pool, PoolClient } from 'pg';
import { isOutage } from './outage.js';

/** Whose offsets a store keeps. */
export interface OffsetOwner {
  /** The Kafka cluster; offsets of another one, or of topics made anew, mean nothing here. */
  readonly scope: string;
  readonly groupId: string;
}

/**
 * Creates the table offsets are kept in. Loaders that begin at the same moment wait for one another:
 * `if not exists` alone lets two of them try, and one fail.
 */
export async function createOffsetsTable(pool: Pool): Promise<void> {
  await pool.query(`
    select pg_advisory_xact_lock(hashtext('kafka_offsets'));
    create table if not exists kafka_offsets (
      scope text not null,
      group_id text not null,
      topic text not null,
      partition integer not null,
      next_offset bigint not null,
      primary key (scope, group_id, topic, partition)
    )`);
}

/** Keeps offsets beside the rows they stand for, so that both are committed or neither is. */
export function postgresOffsetStore(pool: Pool, owner: OffsetOwner): OffsetStore<PoolClient> {
  const { scope, groupId } = owner;
  return {
    async read(topic) {
      const { rows } = await pool.query<{ partition: number; next_offset: string }>(
        'select partition, next_offset::text from kafka_offsets where scope = $1 and group_id = $2 and topic = $3',
        [scope, groupId, topic],
      );
      return new Map(rows.map((row) => [row.partition, BigInt(row.next_offset)]));
    },

    async transaction(work) {
      const client = await pool.connect();
      let lost: Error | undefined;
      try {
        await client.query('begin');
        const result = await work(client);
        await client.query('commit');
        return result;
      } catch (error) {
        if (isOutage(error)) {
          // Nobody may be there to roll back, and without it the connection is of no use.
          lost = error as Error;
          throw error;
        }
        await client.query('rollback').catch((cause: unknown) => {
          // Without a rollback the connection is of no use: the pool must not lend it again.
          lost = cause as Error;
        });
        throw error;
      } finally {
        client.release(lost);
      }
    },

    async lock(client, topic, partitions) {
      // Setting what is there already locks the row, and makes the one that is not.
      const { rows } = await client.query<{ partition: number; next_offset: string }>(
        `insert into kafka_offsets as stored (scope, group_id, topic, partition, next_offset)
         select $1, $2, $3, partition, 0 from unnest($4::int[]) as partition order by partition
         on conflict (scope, group_id, topic, partition) do update set next_offset = stored.next_offset
         returning partition, next_offset::text`,
        [scope, groupId, topic, partitions],
      );
      return new Map(rows.map((row) => [row.partition, BigInt(row.next_offset)]));
    },

    async save(client, offsets) {
      await client.query(
        `insert into kafka_offsets (scope, group_id, topic, partition, next_offset)
         select $1, $2, * from unnest($3::text[], $4::int[], $5::bigint[])
         on conflict (scope, group_id, topic, partition) do update set next_offset = excluded.next_offset`,
        [
          scope,
          groupId,
          offsets.map(({ topic }) => topic),
          offsets.map(({ partition }) => partition),
          offsets.map(({ nextOffset }) => String(nextOffset)),
        ],
      );
    },
  };
}
