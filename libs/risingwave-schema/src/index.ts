export { checkTarget } from './database/check-target.js';
export { createDatabase, type DatabaseOptions } from './database/create-database.js';
export { flush } from './database/flush.js';
export { valueTypes } from './database/value-types.js';
export { compileSchema } from './ddl/compile-schema.js';
export { leftOut, type Omission } from './ddl/left-out.js';
export type { CompileOptions, KafkaConnectionOptions } from './ddl/options.js';
export type { Statement } from './ddl/statement.js';
export {
  bigint,
  boolean,
  bytea,
  Column,
  date,
  double,
  int,
  jsonb,
  numeric,
  proctime,
  real,
  smallint,
  timestamp,
  timestamptz,
  varchar,
  type Columns,
  type RowOf,
} from './definition/column.js';
export type { DatabaseOf, Definition, DefinitionKind, Relation } from './definition/definition.js';
export { index, type Index, type IndexOptions } from './definition/index-definition.js';
export type { IncludedColumns, Includes } from './definition/include.js';
export type { IncludedField } from './definition/included-field.js';
export type { Interval } from './definition/interval.js';
export {
  kafkaSource,
  kafkaTable,
  type KafkaOptions,
  type Source,
  type SourceOptions,
} from './definition/kafka.js';
export type { KafkaSourceSpec, TimestamptzHandling } from './definition/kafka-source-spec.js';
export { defineSchema, type Schema } from './definition/schema.js';
export { secret, type Secret } from './definition/secret.js';
export type {
  IcebergCatalog,
  IcebergSinkOptions,
  JdbcSinkOptions,
  KafkaProducerOptions,
  KafkaSinkOptions,
  Keys,
  PostgresSinkOptions,
  Setting,
  SinkOptions,
} from './definition/sink/options.js';
export { sink, type Sink } from './definition/sink/sink.js';
export {
  table,
  type ConflictBehaviour,
  type Table,
  type TableOptions,
  type Watermark,
} from './definition/table.js';
export {
  materializedView,
  view,
  type MaterializedViewOptions,
  type View,
  type ViewOptions,
  type ViewQuery,
} from './definition/view.js';
export { RisingwaveAdapter } from './dialect/risingwave-adapter.js';
export type { RisingwaveDialectConfig } from './dialect/risingwave-dialect-config.js';
export { RisingwaveDialect } from './dialect/risingwave-dialect.js';
export { RisingwaveDriver } from './dialect/risingwave-driver.js';
export { RisingwaveIntrospector } from './dialect/risingwave-introspector.js';
export { RisingwaveQueryCompiler } from './dialect/risingwave-query-compiler.js';
export { applySchema } from './engine/apply/apply.js';
export type {
  ApplyOptions,
  ApplyResult,
  EngineOptions,
  Progress,
} from './engine/apply/apply-options.js';
export { destroySchema } from './engine/apply/destroy.js';
export { schemaDrift, type Drift } from './engine/inspect/drift.js';
export { databaseTypes } from './engine/inspect/database-types.js';
export { planSchema } from './engine/plan/plan-schema.js';
export type { Change, Plan } from './engine/plan/plan.js';
export { schemaStatus, type ObjectStatus } from './engine/inspect/status.js';
export {
  BlockedError,
  CsvError,
  DatabaseConnectionError,
  DefinitionError,
  DestructiveChangeError,
  IdentifierError,
  LiteralError,
  LockedError,
  MissingOptionError,
  SchemaError,
  StatementError,
  UnmanagedObjectError,
  UnsafeIntegerError,
  UnsupportedFeatureError,
  WrongTargetError,
  type ConnectionFault,
  type CsvFault,
  type SchemaErrorCode,
} from './errors.js';
export { approxCountDistinct, asOfNow, within } from './functions/functions.js';
export { TargetPlugin } from './functions/per-target.js';
export { hop, tumble, type Windowed } from './functions/windows.js';
export {
  pipelineSchema,
  type PipelineDatabase,
  type PipelineRow,
} from './pipeline/pipeline-schema.js';
export { bundledLanguages, languagesNeedSeed, seedLanguages } from './seed/bundled-languages.js';
export { importLanguages, type ImportOptions, type ImportReport } from './seed/import-languages.js';
export { parseLanguageCsv, type Language } from './seed/language-csv.js';
export type { Target } from './target.js';
