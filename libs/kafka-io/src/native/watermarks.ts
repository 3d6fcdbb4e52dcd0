import { call } from './call.js';
import type { NativeConsumer } from './rdkafka.js';

/** Where the log of a partition begins, and the offset behind its last record. */
export interface Watermarks {
  readonly lowOffset: number;
  readonly highOffset: number;
}

/** Asks the partition's leader. */
export function queryWatermarks(
  consumer: NativeConsumer,
  topic: string,
  partition: number,
  timeoutMs: number,
): Promise<Watermarks> {
  return call<Watermarks>((done) => {
    consumer.queryWatermarkOffsets(topic, partition, timeoutMs, done as never);
  });
}
