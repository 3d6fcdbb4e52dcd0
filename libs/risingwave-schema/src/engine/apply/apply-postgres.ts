import { createStatement, sqlKind } from '../../ddl/create.js';
import { withSecrets } from '../../ddl/compile-schema.js';
import { statement } from '../../ddl/statement.js';
import { BlockedError, LockedError } from '../../errors.js';
import { quoteIdentifier } from '../../sql/quote.js';
import type { ApplyContext, ApplyResult } from './apply-options.js';
import { assertApplicable } from './assert-applicable.js';
import { readCatalog } from '../database/catalog.js';
import { readDatabaseColumns } from '../database/database-columns.js';
import { readDefinitionDigest } from '../database/definition-digest.js';
import { Ledger, type LedgerDetails } from '../database/ledger.js';
import { makePlan } from '../plan/make-plan.js';
import type { Change, Desired, DetailedPlan } from '../plan/plan.js';
import type { TableShape } from '../plan/table-change.js';
import type { Session } from '../database/session.js';
import { sqlStateOf } from '../database/session.js';

/** Any number all runs of this engine agree on. */
const LOCK_KEY = '7305808868523441263';
/**
 * Replacing views takes an exclusive lock on each. Whoever waits for one makes the readers behind it
 * wait too, and readers that hold one view and wait for another can wait in a circle with us. So the
 * first tries hardly wait at all: they get through in a moment when nobody holds the views, and a
 * reader loses milliseconds to a try that fails. Later ones wait longer, for readers whose queries
 * leave no such moment; never as long as PostgreSQL takes to look for circles (deadlock_timeout,
 * 1 s), so it is always this side that gives way and never a reader that loses its query.
 */
const LOCK_TIMEOUTS_MS = { first: 5, growth: 1.03, last: 300 };
/** Readers are waited for at least this long, also by who would not wait for another migrator. */
const LEAST_PATIENCE_MS = 5_000;
const RETRIABLE = new Set(['55P03', '40P01', '40001']);

/**
 * PostgreSQL: all changes to tables and views and their record are one transaction, so readers see
 * the old schema or the new one and a crash leaves the old. Indexes follow, each in a transaction of
 * its own: building one takes long on a large table, and readers must not wait for it.
 */
export async function applyPostgres(session: Session, context: ApplyContext): Promise<ApplyResult> {
  const isIndex = (change: Change) => change.kind === 'index' && change.action === 'create';
  const applied = await committed(session, context, async (inside, plan, ledger) => {
    const done = plan.desired.filter(({ change }) => !change || !isIndex(change));
    await replaceAll(inside, ledger, { ...plan, desired: done }, context);
    if (context.forget) await ledger.dropIfEmpty();
    return plan.changes.filter((change) => !isIndex(change));
  });
  if (context.forget) return { changes: applied };
  for (;;) {
    const [built] = await committed(session, context, async (inside, plan, ledger) => {
      const next = plan.desired.find(({ change }) => change);
      if (!next?.change) return [];
      await createObject(inside, ledger, next, context);
      return [next.change];
    });
    if (!built) return { changes: applied };
    applied.push(built);
  }
}

type Work = (inside: Session, plan: DetailedPlan, ledger: Ledger) => Promise<Change[]>;

/** Carries out changes in a transaction, tried until it gets through, and only then says what was done. */
async function committed(session: Session, context: ApplyContext, work: Work): Promise<Change[]> {
  const changes = await retried(context, (lockTimeout) =>
    transaction(session, context, lockTimeout, work),
  );
  for (const { object, action } of changes) await context.progress({ object, action });
  return changes;
}

async function transaction(
  session: Session,
  context: ApplyContext,
  lockTimeoutMs: number,
  work: Work,
): Promise<Change[]> {
  return session.db.transaction().execute(async (trx) => {
    const inside = session.on(trx);
    await acquireLock(inside, context);
    await inside.run(statement('lock', `set local lock_timeout = ${lockTimeoutMs}`));
    const ledger = new Ledger(inside, 'postgres');
    await ledger.prepare();
    const plan = makePlan({
      ...context,
      ledger: await ledger.read(),
      catalog: await readCatalog(inside, 'postgres'),
    });
    assertApplicable(plan, context);
    return work(inside, plan, ledger);
  });
}

async function replaceAll(
  session: Session,
  ledger: Ledger,
  plan: DetailedPlan,
  context: ApplyContext,
): Promise<void> {
  const replaced = plan.desired.filter(({ change }) => change?.action === 'replace');
  // Dependents first, the no longer defined among the replaced, by the order they were created in.
  const doomed = [
    ...plan.dropped.map(({ name, kind, details }) => ({ name, kind, position: details.position })),
    ...replaced.map(({ definition: { name, kind }, position }) => ({ name, kind, position })),
  ].sort((a, b) => b.position - a.position);
  for (const word of ['index', 'view', 'table']) {
    const names = doomed
      .filter(({ kind }) => sqlKind({ kind }, 'postgres') === word)
      .map(({ name }) => name);
    if (names.length === 0) continue;
    // One statement, so that between the first lock and the last no time passes on the wire.
    await session.run(
      statement(
        names.join(', '),
        `drop ${word} if exists ${names.map(quoteIdentifier).join(', ')}`,
      ),
    );
  }
  for (const { name } of plan.dropped) await ledger.remove(name);
  for (const entry of plan.moved) await ledger.put(entry);
  for (const one of plan.desired) {
    if (one.change?.action === 'alter') {
      for (const sql of one.tableChange?.statements ?? []) {
        await session.run(statement(one.definition.name, sql));
      }
      await record(session, ledger, one);
    } else if (one.change) {
      await createObject(session, ledger, one, context);
    }
  }
}

async function createObject(
  session: Session,
  ledger: Ledger,
  one: Desired,
  context: ApplyContext,
): Promise<void> {
  await session.run(createStatement(one.definition, 'postgres', withSecrets(context.options)));
  await record(session, ledger, one);
}

async function record(session: Session, ledger: Ledger, one: Desired): Promise<void> {
  const { definition, position, fingerprint, display, shape } = one;
  await ledger.put({
    name: definition.name,
    kind: definition.kind,
    state: 'ready',
    fingerprint,
    definition: display,
    details: {
      position,
      ...(shape ? { shape, ...(await defaultsOf(session, definition.name, shape)) } : {}),
      ...(shape ? {} : { digest: (await readDefinitionDigest(session, definition.name)) ?? '' }),
    },
  });
}

/** Defaults as the server words them, to notice later that someone changed one. */
async function defaultsOf(
  session: Session,
  table: string,
  { columns }: TableShape,
): Promise<Pick<LedgerDetails, 'defaults'>> {
  if (columns.every((column) => column.default === undefined)) return {};
  const found = (await readDatabaseColumns(session, 'postgres')).get(table) ?? [];
  const texts = found.flatMap(({ name, default: text }): [string, string][] =>
    text === null ? [] : [[name, text]],
  );
  return { defaults: Object.fromEntries(texts) };
}

/** Waits for the other migrator, which holds the lock until its transaction ends. */
async function acquireLock(session: Session, context: ApplyContext): Promise<void> {
  const deadline = Date.now() + context.lockTimeout;
  for (;;) {
    const [row] = await session.rows<{ locked: boolean }>(
      `select pg_try_advisory_xact_lock(${LOCK_KEY}) as locked`,
    );
    if (row?.locked) return;
    if (Date.now() >= deadline) throw new LockedError('on PostgreSQL, an open transaction');
    await context.pause(100);
  }
}

/** @throws {BlockedError} when the views and tables stay in use for longer than `lockTimeout`. */
async function retried<T>(
  context: ApplyContext,
  work: (lockTimeoutMs: number) => Promise<T>,
): Promise<T> {
  const { first, growth, last } = LOCK_TIMEOUTS_MS;
  const patience = Math.max(context.lockTimeout, LEAST_PATIENCE_MS);
  const began = Date.now();
  for (let wait = first; ; wait = Math.min(wait * growth, last)) {
    try {
      return await work(Math.round(wait));
    } catch (error) {
      const state = sqlStateOf(error);
      if (!state || !RETRIABLE.has(state)) throw error;
      // A transaction of its own for each try: readers get all they waited for in between.
      const elapsed = Date.now() - began;
      if (elapsed >= patience) throw new BlockedError(elapsed, error);
      await context.pause(wait * (0.5 + Math.random()));
    }
  }
}
