import Type, { type Static } from 'typebox';
import { setting } from './setting.js';

const HOST_PORT_LIST = '^[^\\s,:]+:\\d{1,5}(,[^\\s,:]+:\\d{1,5})*$';

/** Settings every app has; `runApp` adds them by itself. */
export const serviceSettings = {
  healthHost: setting(Type.String(), {
    env: 'HEALTH_HOST',
    flag: '--health-host <host>',
    description: 'Address the health and metrics server listens on',
    default: '127.0.0.1',
  }),
  healthPort: setting(Type.Integer({ minimum: 0, maximum: 65535 }), {
    env: 'HEALTH_PORT',
    flag: '--health-port <port>',
    description: 'Port of /healthz, /readyz and /metrics; 0 takes any free port',
    default: 0,
  }),
  logLevel: setting(Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']), {
    env: 'LOG_LEVEL',
    flag: '--log-level <level>',
    description: 'Least severity that is logged',
    default: 'info',
  }),
  logFormat: setting(Type.Enum(['auto', 'json', 'pretty']), {
    env: 'LOG_FORMAT',
    flag: '--log-format <format>',
    description: 'json, pretty, or auto: pretty on a terminal',
    default: 'auto',
  }),
  shutdownTimeout: setting(Type.Number({ minimum: 0.1, maximum: 3600 }), {
    env: 'SHUTDOWN_TIMEOUT_SECONDS',
    description: 'Seconds an app may take to finish what is in flight after SIGTERM',
    default: 10,
  }),
};

/** Kafka connection, spread into the settings of every app that uses Kafka. */
export const kafkaSettings = {
  brokers: setting(
    Type.String({ pattern: HOST_PORT_LIST, errorMessage: 'must be host:port[,host:port…]' }),
    {
      env: 'KAFKA_BROKERS',
      flag: '--brokers <list>',
      description: 'Kafka bootstrap servers, host:port separated by commas',
      default: '127.0.0.1:9092',
    },
  ),
  securityProtocol: setting(Type.Enum(['plaintext', 'ssl', 'sasl_plaintext', 'sasl_ssl']), {
    env: 'KAFKA_SECURITY_PROTOCOL',
    description: 'plaintext, ssl, sasl_plaintext or sasl_ssl',
    default: 'plaintext',
  }),
  saslMechanism: setting(Type.Enum(['plain', 'scram-sha-256', 'scram-sha-512']), {
    env: 'KAFKA_SASL_MECHANISM',
    description: 'plain, scram-sha-256 or scram-sha-512',
    default: 'plain',
  }),
  saslUsername: setting(Type.Optional(Type.String()), {
    env: 'KAFKA_SASL_USERNAME',
    description: 'SASL user name',
  }),
  saslPassword: setting(Type.Optional(Type.String()), {
    env: 'KAFKA_SASL_PASSWORD',
    description: 'SASL password',
    secret: true,
  }),
};

type KafkaSettings = Static<ReturnType<typeof Type.Object<typeof kafkaSettings>>>;

/** Spread into the settings of every app that consumes. */
export const consumerSettings = {
  groupProtocol: setting(Type.Enum(['consumer', 'classic']), {
    env: 'KAFKA_GROUP_PROTOCOL',
    flag: '--group-protocol <protocol>',
    description: 'consumer: the protocol of Kafka 4 (KIP-848); classic: for older brokers',
    default: 'consumer',
  }),
  sessionTimeoutMs: setting(Type.Integer({ minimum: 1_000, maximum: 1_800_000 }), {
    env: 'KAFKA_SESSION_TIMEOUT_MS',
    flag: '--session-timeout-ms <n>',
    description:
      'Silence after which the partitions of a dead instance go to others (protocol classic; else a setting of the brokers)',
    default: 45_000,
  }),
};

/** The connection options `@wikistream/kafka-io` takes, made from {@link kafkaSettings}. */
export function kafkaConnection(settings: KafkaSettings) {
  const { securityProtocol, saslMechanism, saslUsername, saslPassword } = settings;
  return {
    brokers: settings.brokers,
    ...(securityProtocol.endsWith('ssl') ? { ssl: true as const } : {}),
    ...(securityProtocol.startsWith('sasl')
      ? {
          sasl: {
            mechanism: saslMechanism,
            username: saslUsername ?? '',
            password: saslPassword ?? '',
          },
        }
      : {}),
  };
}

/** Warehouse connection, spread into the settings of every app that uses the database. */
export const databaseSettings = {
  databaseUrl: setting(
    Type.String({
      pattern: '^postgres(ql)?://[^\\s]+$',
      errorMessage: 'must be postgres://user:password@host:port/database',
    }),
    {
      env: 'DATABASE_URL',
      description: 'Warehouse, postgres://user:password@host:port/database',
      default: 'postgres://root@127.0.0.1:4566/dev',
      secret: true,
    },
  ),
  databaseTarget: setting(Type.Enum(['risingwave', 'postgres']), {
    env: 'DATABASE_TARGET',
    flag: '--target <target>',
    description: 'What the warehouse is: risingwave or postgres',
    default: 'risingwave',
  }),
};

/** The zone civil times (`opt_time`, `translated_at`) are written in. */
export const timeZoneSetting = setting(
  Type.Refine(Type.String(), isTimeZone, () => 'must be an IANA time zone such as Asia/Shanghai'),
  {
    env: 'TIME_ZONE',
    flag: '--time-zone <zone>',
    description: 'IANA time zone of opt_time and translated_at',
    default: 'Asia/Shanghai',
  },
);

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
