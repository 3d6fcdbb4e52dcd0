import type { EventEmitter } from 'node:events';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { clientConfig, type ClientConfig } from '../connection/client-config.js';
import { silentLogger } from '../logger.js';
import { call } from '../native/call.js';
import { connectNative } from '../native/connect.js';
import { Code, nativeCode } from '../native/errors.js';
import { routeLogs, type LogEvent } from '../native/log.js';
import { native, type NativeConsumer } from '../native/rdkafka.js';
import { rawRecord, type NativeMessage, type RawRecord } from './raw-record.js';

/** `read_committed` hides records of aborted and open transactions. */
export type IsolationLevel = 'read_committed' | 'read_uncommitted';

/** The end of a partition as the broker reported it: everything before `offset` has been read. */
export interface PartitionEnd {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** What a poll brought. */
export interface Polled {
  readonly records: readonly RawRecord[];
  readonly ends: readonly PartitionEnd[];
}

/**
 * A native consumer that is asked for records instead of throwing them at its owner. It sleeps until
 * its queue fills, so a quiet topic costs no thread.
 */
export class PollingConsumer {
  readonly native: NativeConsumer;
  readonly #connection: ConnectionOptions;
  #filled = true;
  #wake: (() => void) | undefined;
  #polling: Promise<unknown> = Promise.resolve();
  #closed = false;
  #fatal: string | undefined;

  constructor(connection: ConnectionOptions, config: ClientConfig) {
    this.#connection = connection;
    this.native = new native.KafkaConsumer(
      clientConfig(connection, {
        'enable.auto.commit': false,
        'enable.auto.offset.store': false,
        'enable.partition.eof': true,
        // Enough ahead to never wait for the network, little enough to be cheap to throw away.
        'queued.max.messages.kbytes': 16_384,
        ...config,
        queue_non_empty_cb: () => this.wake(),
      }),
    );
    routeLogs(this.native, connection.logger ?? silentLogger);
    (this.native as EventEmitter).on('event.log', ({ fac, message }: LogEvent) => {
      if (fac === 'FATAL') this.#fatal = message.replace(/^\[thrd:[^\]]*\]: /, '');
    });
    this.native.setDefaultConsumeTimeout(0);
  }

  async connect(): Promise<void> {
    await connectNative(this.native, this.#connection);
  }

  /** Takes at most `max` records from the queue, without waiting for any. */
  async poll(max: number): Promise<Polled> {
    if (this.#closed) return { records: [], ends: [] };
    this.#filled = false;
    const ends: PartitionEnd[] = [];
    const onEnd = (end: PartitionEnd) => ends.push(end);
    this.native.on('partition.eof', onEnd);
    const polling = call<NativeMessage[]>((done) => this.native.consume(max, done as never));
    this.#polling = polling.catch(() => undefined);
    try {
      const messages = await polling;
      // A full take means there is probably more, and its arrival was announced before.
      if (messages.length === max) this.#filled = true;
      return { records: messages.map(rawRecord), ends };
    } catch (error) {
      // All it says is that there was one.
      if (error instanceof Error && nativeCode(error) === Code.fatal) {
        error.message = this.#fatal ?? error.message;
      }
      throw error;
    } finally {
      this.native.off('partition.eof', onEnd);
    }
  }

  /** Resolves when there is something to poll for, or after `timeoutMs`. */
  async wait(timeoutMs: number): Promise<void> {
    if (this.#filled) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, timeoutMs);
    });
    clearTimeout(timer);
    this.#wake = undefined;
  }

  /** Ends a `wait` now. */
  wake(): void {
    this.#filled = true;
    this.#wake?.();
  }

  /** Leaves the group and disconnects. The native client must not be asked for records meanwhile. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.wake();
    await this.#polling;
    await call<unknown>((done) => this.native.disconnect(done));
  }
}
