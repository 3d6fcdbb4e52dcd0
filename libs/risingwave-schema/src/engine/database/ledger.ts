import type { DefinitionKind } from '../../definition/definition.js';
import { statement } from '../../ddl/statement.js';
import { quoteIdentifier, quoteValue } from '../../sql/quote.js';
import type { Target } from '../../target.js';
import type { TableShape } from '../plan/table-change.js';
import type { Session } from './session.js';

/**
 * - `creating`: about to be created under its own name; if it exists, this engine made it.
 * - `ready`: exists as recorded.
 * - `building`: a replacement under a name of its own, finished or not.
 * - `swapping`: a finished replacement about to change names with the original.
 * - `retiring`: an original that has been replaced and waits to be dropped.
 */
export type LedgerState = 'creating' | 'ready' | 'building' | 'swapping' | 'retiring';

/** What the engine remembers of an object. */
export interface LedgerEntry {
  readonly name: string;
  /** `data`: rows this engine brought along rather than an object. */
  readonly kind: DefinitionKind | 'data';
  readonly state: LedgerState;
  readonly fingerprint: string;
  /** The statement that created it, secrets masked. */
  readonly definition: string;
  readonly details: LedgerDetails;
}

export interface LedgerDetails {
  /** Place in dependency order: what has a higher one may read from what has a lower one. */
  readonly position: number;
  /** Tables: what the columns were when it was last applied. */
  readonly shape?: TableShape;
  /** Tables on RisingWave: how often the object was replaced by another, as altering it does not. */
  readonly generation?: number;
  /** Tables on PostgreSQL: the defaults of columns as the server words them. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** Views and indexes on PostgreSQL: digest of the text the server keeps. */
  readonly digest?: string;
  /** Secrets: a trace of the value, by which another one is noticed. */
  readonly seal?: string;
  /** Replacements: the name of the original. */
  readonly replaces?: string;
  /** On RisingWave, what it was made over, and so goes on reading from through every swap of names. */
  readonly readsFrom?: readonly ObjectReference[];
  /**
   * On RisingWave, the object's id in the catalog, which survives renaming and swapping: tells of a
   * replacement whether the swap has happened, and of a finished object whether it is still the one.
   */
  readonly objectId?: string;
}

/** Which object had a name at some time. */
export interface ObjectReference {
  readonly name: string;
  readonly objectId: string;
}

interface LedgerRow {
  readonly name: string;
  readonly kind: string;
  readonly state: string;
  readonly fingerprint: string;
  readonly definition: string;
  readonly details: string;
}

/** Name of the table the engine keeps its ledger in. */
export const LEDGER_TABLE = 'schema_ledger';

/** The engine's memory, one row per object, in the database itself. */
export class Ledger {
  readonly #session: Session;
  readonly #target: Target;

  constructor(session: Session, target: Target) {
    this.#session = session;
    this.#target = target;
  }

  /** Creates the ledger's table where it is missing. */
  async prepare(): Promise<void> {
    await this.#session.run(
      statement(
        LEDGER_TABLE,
        `create table if not exists ${quoteIdentifier(LEDGER_TABLE)} (
  "name" varchar, "kind" varchar, "state" varchar, "fingerprint" varchar,
  "definition" varchar, "details" varchar, "changed_at" timestamptz, primary key ("name")
)`,
      ),
    );
  }

  async read(): Promise<Map<string, LedgerEntry>> {
    const rows = await this.#session.rows<LedgerRow>(
      `select "name", "kind", "state", "fingerprint", "definition", "details" from ${quoteIdentifier(LEDGER_TABLE)} order by "name"`,
    );
    return new Map(
      rows.map((row) => [
        row.name,
        { ...row, details: JSON.parse(row.details) as LedgerDetails } as LedgerEntry,
      ]),
    );
  }

  async put(entry: LedgerEntry): Promise<void> {
    const columns = ['name', 'kind', 'state', 'fingerprint', 'definition', 'details'] as const;
    const values = columns.map((column) =>
      quoteValue(column === 'details' ? JSON.stringify(entry.details) : entry[column]),
    );
    const insert = `insert into ${quoteIdentifier(LEDGER_TABLE)} (${columns.map(quoteIdentifier).join(', ')}, "changed_at") values (${values.join(', ')}, now())`;
    // RisingWave's tables replace a row with the same key by themselves.
    const upsert =
      this.#target === 'postgres'
        ? `${insert} on conflict ("name") do update set ${[...columns.slice(1), 'changed_at']
            .map((column) => `${quoteIdentifier(column)} = excluded.${quoteIdentifier(column)}`)
            .join(', ')}`
        : insert;
    await this.#write(entry.name, upsert);
  }

  async remove(name: string): Promise<void> {
    await this.#write(
      name,
      `delete from ${quoteIdentifier(LEDGER_TABLE)} where "name" = ${quoteValue(name)}`,
    );
  }

  /** Drops the ledger's table unless it remembers objects; rows that were brought along went with theirs. */
  async dropIfEmpty(): Promise<boolean> {
    const entries = [...(await this.read()).values()];
    if (entries.some(({ kind }) => kind !== 'data')) return false;
    await this.#session.run(
      statement(LEDGER_TABLE, `drop table if exists ${quoteIdentifier(LEDGER_TABLE)}`),
    );
    return true;
  }

  async #write(object: string, text: string): Promise<void> {
    await this.#session.run(statement(object, text));
    if (this.#target === 'risingwave') await this.#session.run(statement(object, 'flush'));
  }
}
