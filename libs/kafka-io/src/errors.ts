/** Every `code` an error of this library can carry; stable across releases. */
export type KafkaIoErrorCode =
  | 'ERR_KAFKA_CONNECTION'
  | 'ERR_KAFKA_CODEC'
  | 'ERR_KAFKA_DELIVERY'
  | 'ERR_KAFKA_TOPIC'
  | 'ERR_KAFKA_CONSUMER'
  | 'ERR_KAFKA_COMMIT'
  | 'ERR_KAFKA_OUTAGE'
  | 'ERR_KAFKA_REFUSED'
  | 'ERR_KAFKA_TRANSACTION'
  | 'ERR_KAFKA_FENCED'
  | 'ERR_KAFKA_OFFSET_LOST'
  | 'ERR_KAFKA_TOMBSTONE'
  | 'ERR_KAFKA_POISON'
  | 'ERR_KAFKA_CLOSED';

/** Base of every error this library raises on purpose. */
export abstract class KafkaIoError extends Error {
  abstract readonly code: KafkaIoErrorCode;

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** What a connection failed from, as far as it can be told. */
export type ConnectionFailure =
  /** Nothing listens at the address. */
  | 'refused'
  | 'unknown-host'
  | 'unreachable'
  /** Something listens, and does not answer as Kafka does. */
  | 'no-answer'
  /** The brokers want TLS, this client does not speak it; or the other way round. */
  | 'tls-wanted'
  | 'tls-not-wanted'
  | 'tls-failed'
  /** The brokers' certificate is not trusted. */
  | 'certificate'
  | 'sasl-wanted'
  | 'sasl-not-wanted'
  | 'sasl-mechanism'
  /** User name, password or token are wrong. */
  | 'credentials'
  /** The brokers answer, but not as they should. */
  | 'not-ready';

/** The brokers could not be reached, or refused the connection; the message says what to do. */
export class ConnectionError extends KafkaIoError {
  readonly code = 'ERR_KAFKA_CONNECTION';
  readonly failure: ConnectionFailure;

  constructor(message: string, options: { failure: ConnectionFailure; cause?: unknown }) {
    super(message, options);
    this.failure = options.failure;
  }
}

/** A key or value does not match its topic's schema, or is not readable at all. */
export class CodecError extends KafkaIoError {
  readonly code = 'ERR_KAFKA_CODEC';
}

/** A message was not accepted by the brokers. `retriable`: they were away for too long. */
export class DeliveryError extends KafkaIoError {
  readonly code = 'ERR_KAFKA_DELIVERY';
  readonly topic: string;
  readonly retriable: boolean;

  constructor(topic: string, message: string, options?: { cause?: unknown; retriable?: boolean }) {
    super(message, options);
    this.topic = topic;
    this.retriable = options?.retriable ?? false;
  }
}

/** A topic is missing, may not be used, or could not be created. */
export class TopicError extends KafkaIoError {
  readonly code = 'ERR_KAFKA_TOPIC';
  readonly topic: string;

  constructor(topic: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.topic = topic;
  }
}

/** A consumer can not go on: not authorised, fenced out of its group, or fatally failed. */
export class ConsumerError extends KafkaIoError {
  readonly code = 'ERR_KAFKA_CONSUMER';
}

/** Brokers are away, or a partition has no leader. Whatever can wait waits for them to come back. */
export class OutageError extends KafkaIoError {
  readonly code = 'ERR_KAFKA_OUTAGE';
  readonly retriable = true;
}

/** The brokers do not let this client write; the message says what it has to be granted. */
export class RefusedError extends KafkaIoError {
  readonly code = 'ERR_KAFKA_REFUSED';
}

/**
 * The brokers do not have a group's offsets yet: they are away, or the group is being balanced. It is
 * waited out; this is what the log then shows.
 */
export class CommitPendingError extends KafkaIoError {
  readonly code = 'ERR_KAFKA_COMMIT';
  readonly retriable = true;

  constructor(groupId: string, options?: { cause?: unknown }) {
    super(`the offsets of group ${groupId} are not committed yet`, options);
  }
}

/**
 * A transaction did not commit, or nobody can tell whether it did.
 *
 * `definitelyAborted`: no reader of committed records will ever see its messages, and the producer
 * may be used again at once. Otherwise the outcome is unknown: close the producer, make a new one
 * with the same transactional id (which settles the old transaction), and look at what arrived.
 */
export class TransactionError extends KafkaIoError {
  readonly code = 'ERR_KAFKA_TRANSACTION';
  readonly definitelyAborted: boolean;

  constructor(message: string, options: { definitelyAborted: boolean; cause?: unknown }) {
    super(message, options);
    this.definitelyAborted = options.definitelyAborted;
  }
}

/** Another producer with the same transactional id took over. This one can never write again. */
export class FencedError extends KafkaIoError {
  readonly code = 'ERR_KAFKA_FENCED';
  readonly transactionalId: string;

  constructor(transactionalId: string, options?: { cause?: unknown }) {
    super(
      `the transactional id "${transactionalId}" was taken over by another producer; ` +
        'stop this instance, or give every live instance an id of its own',
      options,
    );
    this.transactionalId = transactionalId;
  }
}

/** A stored offset lies behind the end of the log: it was cut, or the topic was recreated. */
export class OffsetLostError extends KafkaIoError {
  readonly code = 'ERR_KAFKA_OFFSET_LOST';
  readonly topic: string;
  readonly partition: number;
  readonly storedOffset: bigint;
  readonly earliest: bigint;
  readonly end: bigint;

  constructor(
    position: { topic: string; partition: number },
    storedOffset: bigint,
    log: { earliest: bigint; end: bigint },
  ) {
    super(
      `the stored offset ${storedOffset.toString()} of ${position.topic}[${position.partition}] ` +
        `lies behind the end of its log (${log.earliest.toString()} to ${log.end.toString()}), which was cut or ` +
        'made anew; reading goes on at the earliest record',
    );
    this.topic = position.topic;
    this.partition = position.partition;
    this.storedOffset = storedOffset;
    this.earliest = log.earliest;
    this.end = log.end;
  }
}

/** A record without a value where the topic promises one. */
export class TombstoneError extends KafkaIoError {
  readonly code = 'ERR_KAFKA_TOMBSTONE';

  constructor() {
    super('the record has no value');
  }
}

/** A record failed every attempt to process it; `cause` is the last failure. */
export class PoisonRecordError extends KafkaIoError {
  readonly code = 'ERR_KAFKA_POISON';
  readonly attempts: number;

  constructor(attempts: number, cause: unknown) {
    super(`failed ${attempts} times: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.attempts = attempts;
  }
}

/** Something was asked of a client that is closed or closing. */
export class ClosedError extends KafkaIoError {
  readonly code = 'ERR_KAFKA_CLOSED';
}

/** True for an error that says of itself that the same call may succeed later (`retriable: true`). */
export function isRetriable(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'retriable' in error && error.retriable === true
  );
}
