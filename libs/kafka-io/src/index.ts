export type {
  BearerToken,
  ConnectionOptions,
  SaslOptions,
  TlsOptions,
} from './connection/connection-options.js';
export type { Logger } from './logger.js';
export * from './errors.js';

export { bytesCodec, stringCodec, type Codec } from './topic/codec.js';
export { jsonCodec } from './topic/json-codec.js';
export type { ConsumedRecord, Headers, Message, Position, RecordBytes } from './topic/message.js';
export { topic, type Topic, type TopicOptions } from './topic/topic.js';
export {
  deadLetter,
  DEAD_LETTER_SUFFIX,
  DeadLetterHeader,
  deadLetterTopic,
} from './dead-letters/dead-letter.js';
export {
  readDeadLetters,
  type DeadLetter,
  type DeadLetterFilter,
  type ReadDeadLettersOptions,
} from './dead-letters/read-dead-letters.js';
export {
  replayDeadLetters,
  type ReplayDeadLettersOptions,
  type ReplayReport,
} from './dead-letters/replay-dead-letters.js';

export {
  TraceHeader,
  traceContextOf,
  traceHeaders,
  type TraceContext,
} from './trace/trace-context.js';
export {
  childOf,
  formatTraceparent,
  newTrace,
  parseTraceparent,
  type TraceParent,
} from './trace/traceparent.js';
export { formatTracestate, parseTracestate, type TraceStateEntry } from './trace/tracestate.js';

export { admin, type Admin, type AdminOptions, type PartitionLag } from './admin/admin.js';
export {
  checkConnection,
  type CheckConnectionOptions,
  type ClusterHealth,
} from './admin/check-connection.js';
export type { EnsuredTopic, TopicSpec } from './admin/ensure-topics.js';
export type { PartitionRange } from './admin/offsets.js';

export { createProducer, type Producer, type ProducerOptions } from './producer/producer.js';
export {
  transactionalProducer,
  type Transaction,
  type TransactionalProducer,
  type TransactionalProducerOptions,
} from './producer/transactional-producer.js';

export type { IsolationLevel } from './consumer/poll.js';
export { readTopic, type ReadTopicOptions } from './consumer/read-topic.js';

export { transformTopic } from './transform/transform-topic.js';
export type {
  Outcome,
  RunningTransform,
  Transform,
  TransformCommit,
  TransformContext,
  TransformStats,
  TransformTopicOptions,
} from './transform/types.js';
export { consumeTopic } from './consume/consume-topic.js';
export type {
  ConsumeCommit,
  ConsumeContext,
  ConsumeStats,
  ConsumeTopicOptions,
  Handle,
  RunningConsumer,
} from './consume/types.js';
export { loadTopic } from './load/load-topic.js';
export type {
  LoadCommit,
  LoadStats,
  LoadTopicOptions,
  OffsetStore,
  RunningLoad,
  StoredOffset,
} from './load/types.js';
export type { ExpiredRecords } from './consumer/expired.js';
export type { LagSample } from './consumer/lag.js';
export type { GroupProtocol } from './consumer/group-options.js';

export {
  embeddedBroker,
  EMBEDDED_PARTITIONS,
  type EmbeddedBroker,
  type EmbeddedBrokerOptions,
} from './embedded/embedded-broker.js';
