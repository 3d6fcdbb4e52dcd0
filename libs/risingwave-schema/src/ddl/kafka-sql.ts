import type { KafkaSourceSpec } from '../definition/kafka-source-spec.js';
import { DefinitionError, MissingOptionError } from '../errors.js';
import { quoteIdentifier, quoteText } from '../sql/quote.js';
import type { CompileOptions } from './options.js';

/** Name of the SECRET that holds the SASL password. */
export const KAFKA_PASSWORD_SECRET = 'kafka_sasl_password';

/** `WITH (…)` and `FORMAT … ENCODE …` of a connector table or source. */
export function connectorSql(object: string, kafka: KafkaSourceSpec, options: CompileOptions) {
  const connection = options.kafka;
  if (!connection) throw new MissingOptionError(object, 'kafka.brokers');
  const settings: [string, string][] = [
    ['connector', quoteText('kafka')],
    ['topic', quoteText(kafka.topic)],
    ...connectionProperties(connection),
    ...startup(kafka),
    ...(kafka.groupIdPrefix
      ? [['group.id.prefix', quoteText(kafka.groupIdPrefix)] as [string, string]]
      : []),
  ];
  const lines = settings.map(([key, value]) => `  ${propertyName(object, key)} = ${value}`);
  return [
    `with (\n${lines.join(',\n')}\n)`,
    'format plain encode json',
    `(timestamptz.handling.mode = ${quoteText(kafka.timestamptz ?? 'utc_string')})`,
  ].join(' ');
}

/** The `properties.*` every Kafka connector takes, source or sink. */
export function connectionProperties(
  connection: NonNullable<CompileOptions['kafka']>,
): [string, string][] {
  const { brokers, securityProtocol, sasl, clientId, properties } = connection;
  return [
    ['properties.bootstrap.server', quoteText(brokers)],
    ...(clientId ? [['properties.client.id', quoteText(clientId)] as [string, string]] : []),
    ...(securityProtocol && securityProtocol !== 'plaintext'
      ? [
          ['properties.security.protocol', quoteText(securityProtocol.toUpperCase())] as [
            string,
            string,
          ],
        ]
      : []),
    ...(sasl
      ? ([
          ['properties.sasl.mechanism', quoteText(sasl.mechanism.toUpperCase())],
          ['properties.sasl.username', quoteText(sasl.username)],
          ['properties.sasl.password', `secret ${quoteIdentifier(KAFKA_PASSWORD_SECRET)}`],
        ] satisfies [string, string][])
      : []),
    ...Object.entries(properties ?? {}).map(([key, value]): [string, string] => [
      `properties.${key}`,
      quoteText(value),
    ]),
  ];
}

function startup({ startup: mode = 'earliest' }: KafkaSourceSpec): [string, string][] {
  if (typeof mode === 'string') return [['scan.startup.mode', quoteText(mode)]];
  return [
    ['scan.startup.mode', quoteText('timestamp')],
    ['scan.startup.timestamp.millis', quoteText(String(mode.timestampMillis))],
  ];
}

/**
 * Dotted names are written plainly; anything else is refused rather than quoted.
 *
 * @throws {DefinitionError} for what could be read as SQL.
 */
export function propertyName(object: string, key: string): string {
  if (!/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*$/i.test(key)) {
    throw new DefinitionError(
      object,
      `${JSON.stringify(key)} is no name of a connector's property: letters, digits, _ and . only.`,
    );
  }
  return key;
}
