import type { Secret } from '../definition/secret.js';
import { quoteIdentifier, quoteText } from '../sql/quote.js';
import type { CompileOptions } from './options.js';
import { secretValue } from './secret-values.js';
import { MASK, SecretStatement, type Statement } from './statement.js';

/** Creates a secret; reading `sql` throws when its value is not known. */
export function createSecretStatement(secret: Secret, options: CompileOptions): Statement {
  return secretStatement('create', secret, options);
}

/** Gives a secret its value anew. What uses it reads the new one when it next connects. */
export function alterSecretStatement(secret: Secret, options: CompileOptions): Statement {
  return secretStatement('alter', secret, options);
}

function secretStatement(
  verb: 'create' | 'alter',
  secret: Secret,
  options: CompileOptions,
): Statement {
  const sql = (text: string) =>
    `${verb} secret ${quoteIdentifier(secret.name)} with (backend = 'meta') as ${quoteText(text)}`;
  return new SecretStatement(secret.name, sql(MASK), () => sql(secretValue(secret, options)));
}
