import { databaseSettings, kafkaSettings, setting, timeZoneSetting } from '@wikistream/service-kit';
import Type, { type Static } from 'typebox';

export const Settings = Type.Object({
  ...databaseSettings,
  ...kafkaSettings,
  risingwaveBrokers: setting(Type.Optional(Type.String()), {
    env: 'RISINGWAVE_KAFKA_BROKERS',
    flag: '--risingwave-brokers <list>',
    description: 'Kafka bootstrap servers as RisingWave reaches them, if not as this machine does',
  }),
  timeZone: timeZoneSetting,
  schema: setting(Type.Optional(Type.String({ minLength: 1 })), {
    env: 'MIGRATOR_SCHEMA',
    flag: '--schema <file>',
    description: "ES module that exports a `schema` of your own, instead of the pipeline's",
  }),
  yes: setting(Type.Boolean(), {
    env: 'MIGRATOR_YES',
    flag: '--yes',
    description: 'Apply without asking; required where there is no terminal to ask on',
    default: false,
  }),
  json: setting(Type.Boolean(), {
    env: 'MIGRATOR_JSON',
    flag: '--json',
    description: 'Print the result as JSON',
    default: false,
  }),
  allowDestructive: setting(Type.Boolean(), {
    env: 'MIGRATOR_ALLOW_DESTRUCTIVE',
    flag: '--allow-destructive',
    description: 'Allow changes that lose rows or columns',
    default: false,
  }),
  lockTimeout: setting(Type.Number({ minimum: 0, maximum: 86_400 }), {
    env: 'MIGRATOR_LOCK_TIMEOUT_SECONDS',
    flag: '--lock-timeout <seconds>',
    description: 'How long to wait for another migrator to finish',
    default: 30,
  }),
  topicTimeout: setting(Type.Number({ minimum: 0, maximum: 86_400 }), {
    env: 'MIGRATOR_TOPIC_TIMEOUT_SECONDS',
    flag: '--topic-timeout <seconds>',
    description:
      'RisingWave: how long a table made anew over a topic may go without another row, before it ' +
      'takes the place of the old one, though that has more',
    default: 60,
  }),
});

export type Settings = Static<typeof Settings>;
