import type { TSchema } from 'typebox';

/** Where a setting comes from and how `--help` describes it. */
export interface SettingSource {
  /** Environment variable, e.g. `KAFKA_BROKERS`. */
  readonly env: string;
  /** Command-line flag in commander's notation, e.g. `--brokers <host:port,…>`. Absent: environment only. */
  readonly flag?: string;
  /** One sentence for `--help`. */
  readonly description: string;
  /** Value when neither flag nor variable is given. Absent: the setting is required, or optional by its schema. */
  readonly default?: string | number | boolean | readonly string[];
  /** Never shown: not in `--help`, not in a fault, not in a log. Secrets take no flag, since others can read a command line. */
  readonly secret?: boolean;
}

const SOURCE = 'x-setting';

/** Attaches a source to a TypeBox schema, making it a property of a settings object. */
export function setting<S extends TSchema>(schema: S, source: SettingSource): S {
  if (source.secret && source.flag) {
    throw new TypeError(`${source.env} is secret and must not have a flag`);
  }
  // Assigned in place: TypeBox keeps its kind and optionality in properties a copy would lose.
  return Object.assign(schema, { [SOURCE]: source });
}

/** The source attached by {@link setting}. */
export function sourceOf(property: string, schema: TSchema): SettingSource {
  const source = (schema as { [SOURCE]?: SettingSource })[SOURCE];
  if (!source)
    throw new TypeError(`Property "${property}" of the settings was not made by setting()`);
  return source;
}
