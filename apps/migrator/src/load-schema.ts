import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pipelineSchema, type Schema } from '@wikistream/risingwave-schema';
import { ServiceError } from '@wikistream/service-kit';

/**
 * The schema to work with: the pipeline's, or what a module exports as `schema`.
 *
 * @throws {ServiceError} when the module cannot be loaded or exports no schema.
 */
export async function loadSchema(file: string | undefined): Promise<Schema> {
  if (file === undefined) return pipelineSchema;
  const exported = await import(pathToFileURL(resolve(file)).href).then(
    (module: { schema?: unknown }) => module.schema,
    (cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ServiceError('ERR_APP', `Cannot load the schema of ${file}: ${reason}`, { cause });
    },
  );
  if (!isSchema(exported)) {
    throw new ServiceError('ERR_APP', `${file} exports no \`schema\` made with defineSchema().`);
  }
  return exported;
}

function isSchema(value: unknown): value is Schema {
  return (
    typeof value === 'object' &&
    value !== null &&
    'definitions' in value &&
    Array.isArray(value.definitions)
  );
}
