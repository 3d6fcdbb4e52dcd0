import type { Definition } from '../definition/definition.js';
import type { Secret } from '../definition/secret.js';
import { MissingOptionError } from '../errors.js';
import type { CompileOptions } from './options.js';

/**
 * The value of a secret.
 *
 * @throws {MissingOptionError} when neither the options nor the environment hold one.
 */
export function secretValue({ name, env }: Secret, options: CompileOptions): string {
  const value = find({ name, ...(env ? { env } : {}) }, options);
  if (value === undefined) {
    throw new MissingOptionError(name, env ? `${env} (environment)` : `secrets.${name}`);
  }
  return value;
}

/** The value of a secret where it is known. */
export function secretValueIfKnown(secret: Secret, options: CompileOptions): string | undefined {
  return find(secret, options);
}

/** The values of secrets that are known, to keep them out of what is shown. */
export function knownSecrets(
  definitions: readonly Definition[],
  options: CompileOptions,
): readonly string[] {
  const values = definitions
    .filter((definition): definition is Secret => definition.kind === 'secret')
    .flatMap((secret) => find(secret, options) ?? []);
  return [...values, ...Object.values(options.secrets ?? {})];
}

function find(
  { name, env }: Pick<Secret, 'name' | 'env'>,
  { secrets, environment = process.env }: CompileOptions,
): string | undefined {
  const given = secrets && Object.hasOwn(secrets, name) ? secrets[name] : undefined;
  // An empty variable is how shells and compose files say that there is none.
  return given ?? ((env === undefined ? undefined : environment[env]) || undefined);
}
