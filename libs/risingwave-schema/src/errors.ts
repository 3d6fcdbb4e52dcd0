/** Stable codes of the errors this library throws. */
export type SchemaErrorCode =
  | 'ERR_SCHEMA_LITERAL'
  | 'ERR_SCHEMA_IDENTIFIER'
  | 'ERR_SCHEMA_DEFINITION'
  | 'ERR_SCHEMA_OPTION_MISSING'
  | 'ERR_SCHEMA_UNSUPPORTED'
  | 'ERR_SCHEMA_UNSAFE_INTEGER'
  | 'ERR_SCHEMA_CONNECTION'
  | 'ERR_SCHEMA_WRONG_TARGET'
  | 'ERR_SCHEMA_DESTRUCTIVE'
  | 'ERR_SCHEMA_UNMANAGED'
  | 'ERR_SCHEMA_LOCKED'
  | 'ERR_SCHEMA_BLOCKED'
  | 'ERR_SCHEMA_STATEMENT'
  | 'ERR_SCHEMA_CSV';

/** Base of every error of this library: switch on `code`, read `cause` for what lies below. */
export class SchemaError extends Error {
  readonly code: SchemaErrorCode;

  constructor(code: SchemaErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A value that has no safe literal form in SQL text (NUL, NaN, an object…). */
export class LiteralError extends SchemaError {
  constructor(message: string) {
    super('ERR_SCHEMA_LITERAL', message);
  }
}

/** A name that cannot be an identifier: empty, longer than 63 bytes, or with a NUL or a quote. */
export class IdentifierError extends SchemaError {
  readonly identifier: string;

  constructor(identifier: string, reason: string) {
    super(
      'ERR_SCHEMA_IDENTIFIER',
      `${JSON.stringify(identifier)} cannot name a database object: ${reason}.`,
    );
    this.identifier = identifier;
  }
}

/** Definitions that contradict one another: a name used twice, a view over a relation not in the schema. */
export class DefinitionError extends SchemaError {
  readonly object: string;

  constructor(object: string, message: string) {
    super('ERR_SCHEMA_DEFINITION', `${object}: ${message}`);
    this.object = object;
  }
}

/** Compiling needs an option that was not given, e.g. the Kafka servers a connector table reads from. */
export class MissingOptionError extends SchemaError {
  readonly object: string;
  readonly option: string;

  constructor(object: string, option: string) {
    super(
      'ERR_SCHEMA_OPTION_MISSING',
      `${object} needs the option "${option}" to be compiled for RisingWave.`,
    );
    this.object = object;
    this.option = option;
  }
}

/** A feature the target database lacks, refused here because the server would refuse it or, worse, ignore it. */
export class UnsupportedFeatureError extends SchemaError {
  readonly feature: string;

  constructor(feature: string, advice: string) {
    super('ERR_SCHEMA_UNSUPPORTED', `RisingWave has no ${feature}: ${advice}.`);
    this.feature = feature;
  }
}

/** An 8-byte integer beyond ±2^53 was read; as a JavaScript number it would have lost digits. */
export class UnsafeIntegerError extends SchemaError {
  readonly value: string;

  constructor(value: string) {
    super(
      'ERR_SCHEMA_UNSAFE_INTEGER',
      `The database returned ${value}, which a JavaScript number cannot hold exactly. Cast the column to varchar or numeric to read it as text.`,
    );
    this.value = value;
  }
}

/** Why a connection failed, in terms of what the user can change. */
export type ConnectionFault =
  | 'refused'
  | 'unknown-host'
  | 'timeout'
  | 'password'
  | 'user'
  | 'database'
  | 'tls'
  | 'lost'
  | 'other';

/** The database cannot be reached or will not let us in. Retriable when `fault` is `refused`, `timeout` or `lost`. */
export class DatabaseConnectionError extends SchemaError {
  readonly fault: ConnectionFault;

  constructor(fault: ConnectionFault, message: string, cause: unknown) {
    super('ERR_SCHEMA_CONNECTION', message, { cause });
    this.fault = fault;
  }
}

/** The server answers, but it is PostgreSQL where RisingWave was promised, or the reverse. */
export class WrongTargetError extends SchemaError {
  readonly expected: string;
  readonly found: string;

  constructor(expected: string, found: string, version: string) {
    super(
      'ERR_SCHEMA_WRONG_TARGET',
      `The database was said to be ${expected}, but the server says it is ${found} ("${version.slice(0, 120)}"). Set DATABASE_TARGET=${found}, or point DATABASE_URL at ${expected}.`,
    );
    this.expected = expected;
    this.found = found;
  }
}

/** The plan would drop data and was not allowed to. */
export class DestructiveChangeError extends SchemaError {
  readonly changes: readonly string[];

  constructor(changes: readonly string[]) {
    super(
      'ERR_SCHEMA_DESTRUCTIVE',
      `Refusing to lose data:\n${changes.map((change) => `  ${change}`).join('\n')}\nAllow it explicitly (--allow-destructive) if that is what you want.`,
    );
    this.changes = changes;
  }
}

/** An object of a wanted name exists, but this tool did not create it. */
export class UnmanagedObjectError extends SchemaError {
  readonly objects: readonly string[];

  constructor(objects: readonly string[]) {
    super(
      'ERR_SCHEMA_UNMANAGED',
      `Already in the database and not created by this tool: ${objects.join(', ')}. Rename or drop them first.`,
    );
    this.objects = objects;
  }
}

/** Another migrator is at work on the same database. */
export class LockedError extends SchemaError {
  readonly holder: string;

  constructor(holder: string) {
    super(
      'ERR_SCHEMA_LOCKED',
      `Another migrator (${holder}) is changing this schema. Wait for it to finish, then run again.`,
    );
    this.holder = holder;
  }
}

/** Queries or writers of others kept what has to be changed in use, all the time. Nothing was changed; retriable. */
export class BlockedError extends SchemaError {
  constructor(waitedMs: number, cause: unknown) {
    const object = cause instanceof StatementError ? cause.object : 'an object';
    super(
      'ERR_SCHEMA_BLOCKED',
      `Other sessions kept ${object} in use for ${Math.round(waitedMs / 1000)} s, so it could not be replaced. Nothing was changed. End long queries (pg_stat_activity shows them) or wait longer, then run again.`,
      { cause },
    );
  }
}

/** The server refused a statement. `statement` has secrets masked. */
export class StatementError extends SchemaError {
  readonly object: string;
  readonly statement: string;

  constructor(object: string, statement: string, cause: unknown) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const reason = [message, ...detailOf(cause)].join('\n');
    super('ERR_SCHEMA_STATEMENT', `${object}: ${reason}\nin: ${statement}`, { cause });
    this.object = object;
    this.statement = statement;
  }
}

/** PostgreSQL's second sentence, e.g. which views depend on the one that was to be dropped. */
function detailOf(cause: unknown): string[] {
  return cause instanceof Error && 'detail' in cause && typeof cause.detail === 'string'
    ? [cause.detail]
    : [];
}

/** One problem in a CSV file, with its line (1 = the header). */
export interface CsvFault {
  readonly line: number;
  readonly message: string;
}

/** A CSV file that cannot be imported; carries every fault found. */
export class CsvError extends SchemaError {
  readonly faults: readonly CsvFault[];

  constructor(file: string, faults: readonly CsvFault[]) {
    const shown = faults.slice(0, 20).map(({ line, message }) => `  line ${line}: ${message}`);
    if (faults.length > shown.length) shown.push(`  … and ${faults.length - shown.length} more`);
    super('ERR_SCHEMA_CSV', `${file} cannot be imported:\n${shown.join('\n')}`);
    this.faults = faults;
  }
}
