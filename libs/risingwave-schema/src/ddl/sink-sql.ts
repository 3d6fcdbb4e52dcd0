import { isSecret, type Sink } from '../definition/sink/sink.js';
import type {
  AnySinkOptions,
  IcebergCatalog,
  IcebergSinkOptions,
  JdbcSinkOptions,
  KafkaSinkOptions,
  PostgresSinkOptions,
  Setting,
} from '../definition/sink/options.js';
import { MissingOptionError } from '../errors.js';
import { quoteIdentifier, quoteText } from '../sql/quote.js';
import { connectionProperties, propertyName } from './kafka-sql.js';
import type { CompileOptions } from './options.js';

type Row = Readonly<Record<string, unknown>>;
type Settings = readonly (readonly [string, string])[];

/** `WITH (…)` and `FORMAT … ENCODE …` of a sink. Option names: RisingWave's with_options_sink.yaml. */
export function sinkSql({ name, options, snapshot }: Sink, compile: CompileOptions): string {
  const settings: Settings = [
    ['connector', quoteText(options.connector)],
    ...settingsOf(name, options, compile),
    ...optional('primary_key', options.primaryKey?.join(',')),
    ...optional('snapshot', snapshot),
  ];
  const lines = settings.map(([key, value]) => `  ${propertyName(name, key)} = ${value}`);
  const clauses = [`with (\n${lines.join(',\n')}\n)`];
  if (options.connector === 'kafka') clauses.push(formatSql(options));
  return clauses.join(' ');
}

function settingsOf(name: string, options: AnySinkOptions, compile: CompileOptions): Settings {
  switch (options.connector) {
    case 'kafka':
      return kafka(name, options, compile);
    case 'postgres':
      return postgres(options);
    case 'jdbc':
      return jdbc(options);
    case 'iceberg':
      return iceberg(options);
  }
}

function kafka(name: string, options: KafkaSinkOptions<Row>, compile: CompileOptions): Settings {
  if (!compile.kafka) throw new MissingOptionError(name, 'kafka.brokers');
  const producer = Object.entries(options.producer ?? {}) as [string, string | number | boolean][];
  return [
    ['topic', quoteText(options.topic)],
    ...connectionProperties(compile.kafka),
    ...producer.flatMap(([key, value]) => optional(`properties.${key}`, value)),
  ];
}

/** `FORMAT … ENCODE JSON (…) [KEY ENCODE TEXT]`. */
function formatSql(options: KafkaSinkOptions<Row>): string {
  const encode: Settings = [
    ...(options.format === 'plain' ? optional('force_append_only', options.force) : []),
    ...optional('timestamptz.handling.mode', options.timestamptz ?? 'utc_string'),
    ...optional('jsonb.handling.mode', options.jsonb),
    ...optional('schemas.enable', options.schemas),
  ];
  const key = 'keyEncode' in options && options.keyEncode ? ` key encode ${options.keyEncode}` : '';
  return `format ${options.format} encode json (${encode.map((one) => one.join(' = ')).join(', ')})${key}`;
}

function postgres(options: PostgresSinkOptions<Row>): Settings {
  return [
    ['host', quoteText(options.host)],
    ['port', quoteText(String(options.port))],
    ['user', setting(options.user)],
    ['password', setting(options.password)],
    ['database', quoteText(options.database)],
    ...optional('schema', options.schema),
    ['table', quoteText(options.table)],
    ...optional('ssl_mode', options.sslMode),
    ...optional('ssl.root.cert', options.sslRootCert),
    ...optional('max_batch_rows', options.maxBatchRows),
    ...modeOf(options),
  ];
}

function jdbc(options: JdbcSinkOptions<Row>): Settings {
  return [
    ['jdbc.url', setting(options.url)],
    ...optional('schema.name', options.schema),
    ['table.name', quoteText(options.table)],
    ...optional('jdbc.query.timeout', options.queryTimeoutSeconds),
    ...modeOf(options),
  ];
}

function iceberg(options: IcebergSinkOptions<Row>): Settings {
  const { s3 } = options;
  return [
    ...catalog(options.catalog),
    ['database.name', quoteText(options.database)],
    ['table.name', quoteText(options.table)],
    ...optional('s3.region', s3?.region),
    ...optional('s3.endpoint', s3?.endpoint),
    ...optional('s3.access.key', s3?.accessKey),
    ...optional('s3.secret.key', s3?.secretKey),
    ...optional('s3.path.style.access', s3?.pathStyleAccess),
    ...optional('enable_config_load', options.credentialsFromEnvironment),
    ...optional('create_table_if_not_exists', options.createTable),
    ...optional('commit_checkpoint_interval', options.commitCheckpointInterval),
    ...modeOf(options),
  ];
}

function catalog(options: IcebergCatalog): Settings {
  return [
    ['catalog.type', quoteText(options.type)],
    ...optional('warehouse.path', options.warehouse),
    ...(options.type === 'storage' ? [] : optional('catalog.name', options.name)),
    ...('uri' in options ? optional('catalog.uri', options.uri) : []),
    ...(options.type === 'rest'
      ? [
          ...optional('catalog.credential', options.credential),
          ...optional('catalog.token', options.token),
          ...optional('catalog.scope', options.scope),
        ]
      : []),
    ...(options.type === 'jdbc'
      ? [
          ...optional('catalog.jdbc.user', options.user),
          ...optional('catalog.jdbc.password', options.password),
        ]
      : []),
  ];
}

function modeOf(options: Exclude<AnySinkOptions, KafkaSinkOptions<Row>>): Settings {
  return [
    ['type', quoteText(options.mode)],
    ...(options.mode === 'append-only' ? optional('force_append_only', options.force) : []),
  ];
}

function optional(key: string, value: Setting | number | boolean | undefined): Settings {
  return value === undefined ? [] : [[key, setting(value)]];
}

function setting(value: Setting | number | boolean): string {
  return isSecret(value) ? `secret ${quoteIdentifier(value.name)}` : quoteText(String(value));
}
