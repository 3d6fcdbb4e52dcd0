import { randomUUID } from 'node:crypto';
import type { ConnectionOptions } from '../connection/connection-options.js';
import {
  embeddedBroker,
  type EmbeddedBroker,
  type EmbeddedBrokerOptions,
} from '../embedded/embedded-broker.js';

/** The hooks of a test framework: those of vitest, jest, or `before` and `after` of node:test. */
export interface TestHooks {
  readonly beforeAll: (work: () => Promise<void>) => unknown;
  readonly afterAll: (work: () => Promise<void>) => unknown;
}

/** A cluster for the tests of a `describe` block or a file. */
export interface TestBroker {
  /** How to reach it; to be asked for inside of tests and hooks. */
  readonly connection: ConnectionOptions;
  /** A name nothing else has: for the topics and groups of one test. */
  uniqueName(prefix: string): string;
}

/**
 * Starts an embedded broker before the tests and closes it after them.
 *
 * @example
 * import { afterAll, beforeAll, describe, it } from 'vitest';
 *
 * describe('orders', () => {
 *   const kafka = testBroker({ beforeAll, afterAll });
 *   it('are sent', async () => {
 *     const producer = await createProducer({ connection: kafka.connection });
 *   });
 * });
 */
export function testBroker(hooks: TestHooks, options: EmbeddedBrokerOptions = {}): TestBroker {
  let broker: EmbeddedBroker | undefined;
  hooks.beforeAll(async () => {
    broker = await embeddedBroker(options);
  });
  hooks.afterAll(async () => {
    await broker?.close();
    broker = undefined;
  });
  return {
    get connection() {
      if (!broker) throw new Error('the test broker runs only while tests and hooks do');
      return { brokers: broker.brokers };
    },
    uniqueName: (prefix) => `${prefix}-${randomUUID()}`,
  };
}
