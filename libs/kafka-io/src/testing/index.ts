export {
  embeddedBroker,
  EMBEDDED_PARTITIONS,
  type EmbeddedBroker,
  type EmbeddedBrokerOptions,
} from '../embedded/embedded-broker.js';
export { readAll } from './read-all.js';
export { testBroker, type TestBroker, type TestHooks } from './test-broker.js';
