export { startProducer } from './producer.js';
export { ProducerSettings } from './settings.js';
export { producerTopics, StoredCursorSchema, type StoredCursor } from './topics.js';
