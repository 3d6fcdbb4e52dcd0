import type { ConnectionOptions } from '../connection/connection-options.js';
import { ClosedError, ConnectionError, FencedError, TransactionError } from '../errors.js';
import { call } from '../native/call.js';
import { isFenced, isNativeError } from '../native/errors.js';
import type { NativeProducer } from '../native/rdkafka.js';
import type { Message } from '../topic/message.js';
import { settlesBy } from '../timing/bounded.js';
import { Patience } from '../timing/patience.js';
import type { Topic } from '../topic/topic.js';
import { encodeAll } from './encode.js';
import { closeProducer, openProducer } from './native-producer.js';
import { NativeTransaction } from './native-transaction.js';

/** What the function given to `transaction` writes with. */
export interface Transaction {
  /**
   * Adds messages; resolves when they are queued (which is at once unless the queue is full). The
   * transaction waits for every `send`, awaited or not.
   *
   * @throws {CodecError} a message does not match its topic; the transaction is aborted.
   */
  send<K, V>(topic: Topic<K, V>, messages: Message<K, V> | readonly Message<K, V>[]): Promise<void>;
}

/** Writes messages so that readers of committed records see all of a transaction or nothing. */
export interface TransactionalProducer {
  readonly transactionalId: string;
  /**
   * Runs `write` and commits what it sent. When it throws, the transaction is aborted and the error
   * passed on. Calls run one after the other.
   *
   * @throws {FencedError} another producer has taken over the id; this one is of no more use.
   * @throws {TransactionError} with `definitelyAborted`: nothing was written, call again as you
   *   like. Without: the outcome is unknown, see there.
   */
  transaction<T>(write: (transaction: Transaction) => T | Promise<T>): Promise<T>;
  /** Waits for a transaction under way, at most `deadlineMs` (default 5,000), and disconnects. */
  close(deadlineMs?: number): Promise<void>;
}

export interface TransactionalProducerOptions {
  readonly connection: ConnectionOptions;
  /**
   * Who this producer is across restarts: the newest with the same id fences all older ones and
   * aborts what they left open.
   */
  readonly transactionalId: string;
  /**
   * How long the brokers keep a transaction open for a producer that went silent, in ms (default
   * 60,000). Readers of committed records wait for it.
   */
  readonly transactionTimeoutMs?: number;
}

/** Of a transaction's time, for the delivery of its messages. */
const DELIVERY_SHARE = 2 / 3;
const INIT_STEP_MS = 5_000;
const INIT_MS = 60_000;
/**
 * A request to brokers that are away holds up whoever made it for so long, and cannot be called back:
 * less than a process is usually given to stop, and than a transaction may last.
 */
const REQUEST_MS = 7_000;
/** The client library wants a request to end so much before the transaction it belongs to. */
const REQUEST_MARGIN_MS = 100;

/** Opens a native producer that has taken over `transactionalId`, as long as `patience` allows. */
export async function openTransactional(
  options: TransactionalProducerOptions,
  patience = new Patience(),
): Promise<NativeProducer> {
  const { connection, transactionalId, transactionTimeoutMs = 60_000 } = options;
  const client = await openProducer(connection, {
    'transactional.id': transactionalId,
    'transaction.timeout.ms': transactionTimeoutMs,
    // What is not delivered by then fails the transaction while there is time left to abort it: at
    // the end of its timeout the brokers fence the producer.
    'message.timeout.ms': Math.ceil(transactionTimeoutMs * DELIVERY_SHARE),
    'socket.timeout.ms': Math.min(REQUEST_MS, transactionTimeoutMs - REQUEST_MARGIN_MS),
  });
  try {
    await initialise(client, patience);
    return client;
  } catch (cause) {
    await closeProducer(client, 0);
    if (isFenced(cause)) throw new FencedError(transactionalId, { cause });
    const reason = isNativeError(cause) ? cause.message : String(cause);
    throw new ConnectionError(
      `the brokers did not accept the transactional id "${transactionalId}" (${reason}); ` +
        'check that the cluster is complete and that this client may use the id',
      { cause, failure: 'not-ready' },
    );
  }
}

async function initialise(client: NativeProducer, patience: Patience): Promise<void> {
  const last = Date.now() + INIT_MS - INIT_STEP_MS;
  for (;;) {
    try {
      await call((done) => client.initTransactions(INIT_STEP_MS, done));
      return;
    } catch (error) {
      if (Date.now() > last || !patience.allows(INIT_STEP_MS)) throw error;
      if (!isNativeError(error) || !error.isRetriable) throw error;
    }
  }
}

/**
 * Connects a producer that writes in transactions.
 *
 * @throws {ConnectionError} no broker answers, or the id is refused.
 */
export async function transactionalProducer(
  options: TransactionalProducerOptions,
): Promise<TransactionalProducer> {
  const { transactionalId } = options;
  const client = await openTransactional(options);
  let last: Promise<unknown> = Promise.resolve();
  let failure: Error | undefined;
  let closing: Promise<void> | undefined;
  const patience = new Patience();

  async function run<T>(write: (transaction: Transaction) => T | Promise<T>): Promise<T> {
    if (closing) throw new ClosedError('the producer is closed');
    // After a failure nobody can explain, going on would hide it.
    if (failure) throw failure;
    try {
      return await runTransaction(client, transactionalId, write, patience);
    } catch (error) {
      if (error instanceof FencedError) failure = error;
      if (error instanceof TransactionError && !error.definitelyAborted) failure = error;
      throw error;
    }
  }

  async function close(deadline: number): Promise<void> {
    patience.lastsUntil(deadline);
    const settled = await settlesBy(last, deadline);
    patience.end();
    const closed = last.then(() => closeProducer(client, 0));
    if (settled) return closed;
    // The client library ends the process when it is closed in the middle of a step: that is let end
    // by itself, within its own time, and not waited for.
    closed.catch(() => undefined);
  }

  return {
    transactionalId,
    transaction(write) {
      const result = last.then(() => run(write));
      last = result.catch(() => undefined);
      return result;
    },
    close(deadlineMs = 5_000) {
      closing ??= close(Date.now() + deadlineMs);
      return closing;
    },
  };
}

async function runTransaction<T>(
  client: NativeProducer,
  id: string,
  write: (transaction: Transaction) => T | Promise<T>,
  patience: Patience,
): Promise<T> {
  const native = await NativeTransaction.begin(client, id, patience);
  const sends: Promise<void>[] = [];
  let result: T;
  try {
    result = await write({
      send(topic, messages) {
        const send = queue(native, topic, messages);
        // Awaited below; without a handler now, a failure before that would end the process.
        send.catch(() => undefined);
        sends.push(send);
        return send;
      },
    });
    await Promise.all(sends);
  } catch (error) {
    await Promise.allSettled(sends);
    await native.abort();
    throw isNativeError(error)
      ? new TransactionError(`the transaction of "${id}" was aborted: ${error.message}`, {
          definitelyAborted: true,
          cause: error,
        })
      : error;
  }
  await native.commit();
  return result;
}

async function queue<K, V>(
  native: NativeTransaction,
  topic: Topic<K, V>,
  messages: Message<K, V> | readonly Message<K, V>[],
): Promise<void> {
  const list = isList(messages) ? messages : [messages];
  await native.produce(encodeAll(topic, list));
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}
