import type { Definition } from '../definition/definition.js';
import { definitionsFor, type Schema } from '../definition/schema.js';
import { secret } from '../definition/secret.js';
import type { Target } from '../target.js';
import { createStatement, type AnyDefinition } from './create.js';
import { KAFKA_PASSWORD_SECRET } from './kafka-sql.js';
import type { CompileOptions } from './options.js';
import type { Statement } from './statement.js';

/**
 * Compiles a schema to the statements that create it from nothing, in order. Print `display`, run
 * `sql`, which throws a {@link MissingOptionError} for a secret whose value is not known. What a
 * target has no statement for is told by {@link leftOut}.
 *
 * @throws {MissingOptionError} when RisingWave needs `options.kafka` and it is not given.
 */
export function compileSchema(
  schema: Schema,
  target: Target,
  options: CompileOptions = {},
): Statement[] {
  const resolved = withSecrets(options);
  return physicalDefinitions(schema, target, resolved).map((definition) =>
    createStatement(definition, target, resolved),
  );
}

/** The schema's definitions on a target, with the secret its Kafka connection needs. */
export function physicalDefinitions(
  schema: Schema,
  target: Target,
  options: CompileOptions,
): readonly Definition[] {
  const definitions = definitionsFor(schema, target);
  const needsPassword =
    target === 'risingwave' && options.kafka?.sasl && definitions.some(reachesKafka);
  return needsPassword ? [secret(KAFKA_PASSWORD_SECRET), ...definitions] : definitions;
}

function reachesKafka(definition: Definition): boolean {
  const any = definition as AnyDefinition;
  if (any.kind === 'sink') return any.options.connector === 'kafka';
  return 'kafka' in any && any.kafka !== undefined;
}

/** Puts the Kafka password among the secrets. */
export function withSecrets(options: CompileOptions): CompileOptions {
  const password = options.kafka?.sasl?.password;
  return password === undefined
    ? options
    : { ...options, secrets: { ...options.secrets, [KAFKA_PASSWORD_SECRET]: password } };
}
