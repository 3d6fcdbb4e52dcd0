import { createStatement } from '../../ddl/create.js';
import { withSecrets } from '../../ddl/compile-schema.js';
import type { CompileOptions } from '../../ddl/options.js';
import { alterSecretStatement, createSecretStatement } from '../../ddl/secret-sql.js';
import { secretValue } from '../../ddl/secret-values.js';
import { statement } from '../../ddl/statement.js';
import type { Secret } from '../../definition/secret.js';
import { StatementError } from '../../errors.js';
import { quoteIdentifier } from '../../sql/quote.js';
import type { ApplyContext, ApplyResult } from './apply-options.js';
import { assertApplicable } from './assert-applicable.js';
import { readCatalog, type Catalog } from '../database/catalog.js';
import { readDatabaseColumns } from '../database/database-columns.js';
import {
  Ledger,
  type LedgerEntry,
  type LedgerState,
  type ObjectReference,
} from '../database/ledger.js';
import { readsFrom } from '../plan/dependencies.js';
import { makePlan } from '../plan/make-plan.js';
import type { Desired, DetailedPlan } from '../plan/plan.js';
import { replacementName } from './replacement-name.js';
import { RisingwaveLock } from './risingwave-lock.js';
import { isListed, waitUntilBuilt } from './risingwave-progress.js';
import { waitUntilRead } from './topic-catch-up.js';
import { sealSecret } from '../plan/secret-seal.js';
import type { Session } from '../database/session.js';

/**
 * RisingWave has no transactions, so every statement may be the last one before a crash. What is
 * about to happen is recorded before it happens, and each step can tell whether it was done:
 *
 * 1. tables get their new columns;
 * 2. new objects are created; a replacement, and with it everything that reads from the original, is
 *    built beside it under a name of its own and waited for, a table until it has read its topic;
 * 3. the replacements change names with the originals (SWAP), dependencies first;
 * 4. sinks follow the relations of the names they know: new ones are made, and changed ones dropped
 *    and made anew, for two at once would send everything twice;
 * 5. the originals and what is no longer defined, which they may still read from, are dropped,
 *    dependents first; never with CASCADE.
 */
export async function applyRisingwave(
  session: Session,
  context: ApplyContext,
): Promise<ApplyResult> {
  // The plan may be refused before anything is written, the ledger's table included.
  const lock = new RisingwaveLock(session);
  await lock.acquire(context);
  let released = false;
  try {
    const run = new RisingwaveRun(session, context, lock);
    const result = await run.execute();
    if (context.forget && (await run.forget())) {
      await lock.releaseForGood();
      released = true;
    }
    return result;
  } finally {
    // When the connection is gone the lease runs out by itself.
    if (!released) await lock.release().catch(() => undefined);
  }
}

class RisingwaveRun {
  readonly #session: Session;
  readonly #context: ApplyContext;
  readonly #lock: RisingwaveLock;
  readonly #ledger: Ledger;

  constructor(session: Session, context: ApplyContext, lock: RisingwaveLock) {
    this.#session = session;
    this.#context = context;
    this.#lock = lock;
    this.#ledger = new Ledger(session, 'risingwave');
  }

  async execute(): Promise<ApplyResult> {
    await this.#ledger.prepare();
    await this.#finishSwaps();
    const plan = await this.#plan();
    assertApplicable(plan, this.#context);
    this.#findSecrets(plan);

    for (const entry of plan.moved) await this.#ledger.put(entry);
    const built = await this.#build(plan);
    await this.#swap(plan, built);
    await this.#makeSinks(plan);
    await this.#dropOld(plan);
    return { changes: plan.changes };
  }

  /** Takes the ledger away, unless it still has objects in it. */
  async forget(): Promise<boolean> {
    // Who has lost the lease must not take away what belongs to another by now.
    await this.#lock.renew();
    return this.#ledger.dropIfEmpty();
  }

  async #plan(): Promise<DetailedPlan> {
    return makePlan({
      ...this.#context,
      ledger: await this.#ledger.read(),
      catalog: await this.#catalog(),
    });
  }

  /** @throws {MissingOptionError} before anything is changed, when the value of a secret is not known. */
  #findSecrets(plan: DetailedPlan): void {
    const options = withSecrets(this.#context.options);
    for (const { change, definition } of plan.desired) {
      if (change && definition.kind === 'secret') {
        void createStatement(definition, 'risingwave', options).sql;
      }
    }
  }

  #catalog(): Promise<Catalog> {
    return readCatalog(this.#session, 'risingwave');
  }

  /** Settles swaps an interrupted run had begun: either they happened, or they did not. */
  async #finishSwaps(): Promise<void> {
    const catalog = await this.#catalog();
    for (const entry of (await this.#ledger.read()).values()) {
      if (entry.state !== 'swapping') continue;
      const original = entry.details.replaces ?? '';
      if (catalog.get(original)?.id === entry.details.objectId) await this.#recordSwap(entry);
      else await this.#ledger.put({ ...entry, state: 'building' });
    }
  }

  /** Creates what is new and builds what replaces; returns the replacements by the name they replace. */
  async #build(plan: DetailedPlan): Promise<ReadonlyMap<string, LedgerEntry>> {
    const options = withSecrets(this.#context.options);
    const replacements = new Map<string, LedgerEntry>();
    for (const one of plan.desired) {
      const { change, definition } = one;
      if (!change || definition.kind === 'sink') continue;
      await this.#lock.renew();
      const nameOf = (name: string) => replacements.get(name)?.name ?? name;
      if (definition.kind === 'secret') {
        await this.#putSecret(one, definition as Secret, options);
      } else if (change.action === 'alter') {
        await this.#alter(one);
      } else if (change.action === 'create') {
        const entry = madeOver(
          entryOf(one, definition.name, 'creating'),
          readsFrom(definition, nameOf, await this.#catalog()),
        );
        await this.#create(entry, createStatement(definition, 'risingwave', options, nameOf));
        await this.#putReady(entry);
      } else {
        const entry = await this.#replacement(one, nameOf);
        replacements.set(definition.name, entry);
        await this.#create(entry, createStatement(definition, 'risingwave', options, nameOf));
        if (definition.kind === 'table' && 'kafka' in definition) {
          const tables = { original: definition.name, replacement: entry.name };
          await waitUntilRead(this.#session, tables, this.#context, () => this.#lock.renew());
        }
      }
      await this.#context.progress({
        object: definition.name,
        action: change.action === 'replace' ? 'build' : change.action,
      });
    }
    return replacements;
  }

  /**
   * The entry of what replaces an object: the one an interrupted run began, when that is of the same
   * definition and over the same objects, or a new one.
   */
  async #replacement(one: Desired, nameOf: (name: string) => string): Promise<LedgerEntry> {
    const { definition, fingerprint } = one;
    const catalog = await this.#catalog();
    const ledger = await this.#ledger.read();
    const references = readsFrom(definition, nameOf, catalog);
    const begun = [...ledger.values()].find(
      ({ state, details, ...entry }) =>
        state === 'building' &&
        details.replaces === definition.name &&
        entry.fingerprint === fingerprint &&
        JSON.stringify(details.readsFrom ?? []) === JSON.stringify(references),
    );
    const taken = (name: string) => catalog.has(name) || ledger.has(name);
    const name = begun?.name ?? replacementName(definition.name, fingerprint, taken);
    return madeOver(entryOf(one, name, 'building'), references);
  }

  /** Adds the columns an interrupted run has not added already. */
  async #alter({ definition, tableChange, ...one }: Desired): Promise<void> {
    const columns = await readDatabaseColumns(this.#session, 'risingwave');
    const present = new Set(columns.get(definition.name)?.map(({ name }) => name));
    for (const [i, sql] of (tableChange?.statements ?? []).entries()) {
      if (present.has(tableChange?.adds?.[i] ?? '')) continue;
      await this.#session.run(statement(definition.name, sql));
    }
    await this.#putReady(entryOf({ definition, ...one }, definition.name, 'ready'));
  }

  /** A secret that is there already, from before or from an interrupted run, is given its value anew. */
  async #putSecret(one: Desired, secret: Secret, options: CompileOptions): Promise<void> {
    const entry = entryOf(one, secret.name, 'creating');
    const seal = sealSecret(secretValue(secret, options));
    const sealed: LedgerEntry = { ...entry, details: { ...entry.details, seal } };
    await this.#ledger.put(sealed);
    const exists = (await this.#catalog()).has(secret.name);
    await this.#session.run(
      (exists ? alterSecretStatement : createSecretStatement)(secret, options),
    );
    await this.#putReady(sealed);
  }

  /** Records the intention, creates unless an earlier run did, and waits for existing data to be taken in. */
  async #create(entry: LedgerEntry, create: ReturnType<typeof createStatement>): Promise<void> {
    await this.#ledger.put(entry);
    if (!(await this.#catalog()).has(entry.name)) {
      // In the background a job outlives its connection, so a crash does not throw the work away.
      await this.#session.run(statement(entry.name, 'set background_ddl = true'));
      await this.#session.run(create);
    }
    await waitUntilBuilt(this.#session, entry.name, this.#context, () => this.#lock.renew());
    if (await isListed(this.#session, entry.name, this.#context)) return;
    throw new StatementError(
      entry.name,
      create.display,
      new Error('the server gave up building it: the job was cancelled or failed; run again'),
    );
  }

  async #swap(plan: DetailedPlan, built: ReadonlyMap<string, LedgerEntry>): Promise<void> {
    const catalog = await this.#catalog();
    for (const { definition } of plan.desired) {
      const entry = built.get(definition.name);
      if (!entry) continue;
      await this.#lock.renew();
      const objectId = catalog.get(entry.name)?.id ?? '';
      const swapping: LedgerEntry = {
        ...entry,
        state: 'swapping',
        details: { ...entry.details, objectId },
      };
      await this.#ledger.put(swapping);
      await this.#exchange(definition.name, entry);
      await this.#recordSwap(swapping);
      await this.#context.progress({ object: definition.name, action: 'swap' });
    }
  }

  async #makeSinks(plan: DetailedPlan): Promise<void> {
    for (const one of plan.desired) {
      const { change, definition } = one;
      if (!change || definition.kind !== 'sink') continue;
      await this.#lock.renew();
      const entry = madeOver(
        entryOf(one, definition.name, 'creating'),
        readsFrom(definition, (name) => name, await this.#catalog()),
      );
      if (change.action === 'replace') {
        // Recorded afterwards: until it is gone, the entry tells what the old one was.
        const name = quoteIdentifier(definition.name);
        await this.#session.run(statement(definition.name, `drop sink if exists ${name}`));
      }
      const create = createStatement(definition, 'risingwave', withSecrets(this.#context.options));
      await this.#create(entry, create);
      await this.#putReady(entry);
      await this.#context.progress({ object: definition.name, action: change.action });
    }
  }

  /** Records that an object is as defined, and which one it is. */
  async #putReady(entry: LedgerEntry): Promise<void> {
    const objectId = (await this.#catalog()).get(entry.name)?.id ?? '';
    await this.#ledger.put({ ...entry, state: 'ready', details: { ...entry.details, objectId } });
  }

  /** Gives a replacement the original's name. */
  async #exchange(original: string, { kind, name }: LedgerEntry): Promise<void> {
    const [from, to] = [quoteIdentifier(name), quoteIdentifier(original)];
    const texts =
      kind === 'index'
        ? // An index has no SWAP, and no reader names it.
          [`drop index if exists ${to}`, `alter index ${from} rename to ${to}`]
        : [`alter ${kind} ${to} swap with ${from}`];
    for (const text of texts) await this.#session.run(statement(original, text));
  }

  /** The new object has the original's name now; the original has the replacement's and waits to be dropped. */
  async #recordSwap(swapping: LedgerEntry): Promise<void> {
    const { replaces = '', ...details } = swapping.details;
    await this.#ledger.put({ ...swapping, name: replaces, state: 'ready', details });
    await this.#ledger.put({ ...swapping, state: 'retiring' });
  }

  /** Drops what is no longer defined, replaced originals and what an abandoned build left. */
  async #dropOld({ dropped }: DetailedPlan): Promise<void> {
    const replaced = [...(await this.#ledger.read()).values()].filter(
      ({ state }) => state === 'retiring' || state === 'building',
    );
    let waiting: LedgerEntry[] = [...replaced, ...dropped].sort(
      (a, b) => b.details.position - a.details.position,
    );
    // Their places come from different runs, so a dependent may stand behind what it reads from.
    while (waiting.length > 0) {
      const refused: [LedgerEntry, StatementError][] = [];
      for (const entry of waiting) {
        await this.#lock.renew();
        try {
          await this.#drop(entry);
        } catch (error) {
          if (!(error instanceof StatementError)) throw error;
          refused.push([entry, error]);
          continue;
        }
        await this.#context.progress({
          object: entry.details.replaces ?? entry.name,
          action: entry.state === 'ready' || entry.state === 'creating' ? 'drop' : 'retire',
        });
      }
      const [first] = refused;
      if (first && refused.length === waiting.length) throw first[1];
      waiting = refused.map(([entry]) => entry);
    }
  }

  async #drop(entry: LedgerEntry): Promise<void> {
    await this.#session.run(
      statement(entry.name, `drop ${entry.kind} if exists ${quoteIdentifier(entry.name)}`),
    );
    await this.#ledger.remove(entry.name);
  }
}

function entryOf(one: Desired, name: string, state: LedgerState): LedgerEntry {
  return {
    name,
    kind: one.definition.kind,
    state,
    fingerprint: one.fingerprint,
    definition: one.display,
    details: {
      position: one.position,
      ...(one.shape ? { shape: one.shape } : {}),
      ...(one.generation ? { generation: one.generation } : {}),
      ...(name === one.definition.name ? {} : { replaces: one.definition.name }),
    },
  };
}

function madeOver(entry: LedgerEntry, references: readonly ObjectReference[]): LedgerEntry {
  return references.length === 0
    ? entry
    : { ...entry, details: { ...entry.details, readsFrom: references } };
}
