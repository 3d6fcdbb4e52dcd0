export { createDatabase, type DatabaseOptions } from './database/create-database.js';
export {
  pipelineSchema,
  type PipelineDatabase,
  type PipelineRow,
} from './pipeline/pipeline-schema.js';
export type { Target } from './target.js';
export { RisingwaveDialect } from './dialect/risingwave-dialect.js';
export type { RisingwaveDialectConfig } from './dialect/risingwave-dialect-config.js';
