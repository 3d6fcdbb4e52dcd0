import { setting } from '@wikistream/service-kit';
import Type, { type Static } from 'typebox';

export const KafkaSettings = Type.Object({
  host: setting(Type.String({ minLength: 1 }), {
    env: 'KAFKA_LOCAL_HOST',
    flag: '--host <host>',
    description: 'Address the broker listens on',
    default: '127.0.0.1',
  }),
  port: setting(Type.Integer({ minimum: 0, maximum: 65535 }), {
    env: 'KAFKA_LOCAL_PORT',
    flag: '--port <port>',
    description: 'Port the broker listens on; 0 takes any free port',
    default: 9092,
  }),
  dataDir: setting(Type.Optional(Type.String({ minLength: 1 })), {
    env: 'KAFKA_LOCAL_DATA_DIR',
    flag: '--data-dir <folder>',
    description: 'Folder of the data, kept; default: a temporary one',
  }),
  heap: setting(
    Type.String({ pattern: '^\\d+[kmg]$', errorMessage: 'must be a size such as 512m' }),
    {
      env: 'KAFKA_LOCAL_HEAP',
      flag: '--heap <size>',
      description: 'Size of the Java heap',
      default: '512m',
    },
  ),
});
export type KafkaSettings = Static<typeof KafkaSettings>;
