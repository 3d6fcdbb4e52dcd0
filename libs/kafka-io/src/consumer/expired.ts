import type { Gap } from './progress.js';

/**
 * Records the brokers deleted before they were read: retention was too short for an outage or a
 * backlog, or somebody deleted them.
 */
export interface ExpiredRecords {
  readonly topic: string;
  readonly partition: number;
  /** Offset of the first. */
  readonly from: number;
  /** Where reading goes on. */
  readonly to: number;
  /** How many at most: markers of transactions, and what was compacted or aborted, had offsets too. */
  readonly atMost: number;
}

/**
 * What of a gap between two records lies before `earliest`, where the log begins. A record that was
 * taken from before it tells that the log has moved on since, and nothing about the gap.
 */
export function expiredIn(
  topic: string,
  { partition, from, to }: Gap,
  earliest: number,
): ExpiredRecords | undefined {
  if (earliest <= from || earliest > to) return undefined;
  return { topic, partition, from, to: earliest, atMost: earliest - from };
}
