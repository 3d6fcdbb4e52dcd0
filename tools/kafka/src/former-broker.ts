import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BrokerStartError } from './errors.js';
import { KafkaProcess, type ProcessOptions } from './kafka-process.js';

/** What a broker leaves behind when it ends in good order, and the log of the cluster's metadata. */
const CLEAN_SHUTDOWN = '.kafka_cleanshutdown';
const METADATA = '__cluster_metadata-0';

/** The controller prints the first before it writes what it has decided, the second afterwards. */
const FENCED =
  /Read-write operation (maybeFenceStaleBroker\(\d+\)) will be completed when[^]*Processed \1 in/;
/** The lease of the broker that is gone; nobody is there to be cut off too soon. */
export const LEASE_MS = 200;
/** It may have been fenced before it died: then nothing is said. */
const SILENCE_MS = 5_000;

/** True for the data of a broker that was killed. */
export function diedInTheMiddle(logs: string): boolean {
  return existsSync(join(logs, METADATA)) && !existsSync(join(logs, CLEAN_SHUTDOWN));
}

/**
 * Lets the controller alone note that the broker is gone, before a new run of it begins.
 *
 * One that comes back within its lease still leads its partitions and coordinates transactions. It
 * cannot end those that were being committed when it died, as its own listener is closed; and when
 * the lease runs out and its partitions have no leader, Kafka 4.3.0 to 4.4.0 take them for deleted
 * and leave the markers out (KAFKA-20734: `KRaftMetadataCache.getPartitionLeaderEndpoint` is empty
 * where it was `Node.noNode` up to 4.2). Such a transaction stays open for ever: readers of committed
 * records stop there. To be removed with the first release that has it mended.
 */
export async function fenceFormerBroker(options: ProcessOptions): Promise<void> {
  const controller = new KafkaProcess({
    ...options,
    systemProperties: { 'kafka.controller.log.level': 'debug' },
  });
  try {
    const said = await Promise.race([
      controller.prints(FENCED, SILENCE_MS),
      controller.exited.then(() => undefined),
    ]);
    if (said === undefined) {
      throw new BrokerStartError('its controller ended', controller.output);
    }
  } finally {
    await controller.stop();
  }
}
