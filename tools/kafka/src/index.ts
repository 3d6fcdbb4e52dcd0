export { startKafka, type Kafka, type KafkaOptions } from './start-kafka.js';
export {
  BrokerStartError,
  ChecksumError,
  DownloadError,
  JavaMissingError,
  LocalKafkaError,
  type LocalKafkaErrorCode,
} from './errors.js';
