import Type, { type Static } from 'typebox';
import {
  consumerSettings,
  databaseSettings,
  kafkaSettings,
  setting,
} from '@wikistream/service-kit';

export const LoaderSettings = Type.Object({
  ...kafkaSettings,
  ...consumerSettings,
  ...databaseSettings,
  groupId: setting(Type.String({ minLength: 1 }), {
    env: 'LOADER_GROUP_ID',
    flag: '--group-id <id>',
    description: 'Consumer group; also the name its offsets are kept under in the database',
    default: 'wikistream-loader',
  }),
  offsetsScope: setting(Type.String({ minLength: 1, maxLength: 200 }), {
    env: 'KAFKA_OFFSETS_SCOPE',
    flag: '--offsets-scope <name>',
    description:
      'Kafka cluster the stored offsets belong to; change it when the topics are made anew',
    default: 'default',
  }),
  databaseConnections: setting(Type.Integer({ minimum: 1, maximum: 16 }), {
    env: 'LOADER_DATABASE_CONNECTIONS',
    flag: '--database-connections <n>',
    description: 'Most database connections at a time; two let both topics be loaded side by side',
    default: 2,
  }),
  databaseTimeoutSeconds: setting(Type.Number({ minimum: 0.1, maximum: 3_600 }), {
    env: 'LOADER_DATABASE_TIMEOUT_SECONDS',
    description: 'Longest time a database statement may take; after it, an outage is waited out',
    default: 60,
  }),
  batchRows: setting(Type.Integer({ minimum: 1, maximum: 50_000 }), {
    env: 'LOADER_BATCH_ROWS',
    flag: '--batch-rows <n>',
    description: 'Most rows in one database transaction',
    default: 5_000,
  }),
  batchMilliseconds: setting(Type.Integer({ minimum: 1, maximum: 60_000 }), {
    env: 'LOADER_BATCH_MS',
    flag: '--batch-ms <n>',
    description: 'Longest time a row waits for others to share its transaction',
    default: 250,
  }),
});

export type LoaderSettings = Static<typeof LoaderSettings>;
