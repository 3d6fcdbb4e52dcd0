import { createStatement, sqlKind } from '../ddl/create.js';
import { withSecrets } from '../ddl/compile-schema.js';
import { statement } from '../ddl/statement.js';
import { LockedError } from '../errors.js';
import { quoteIdentifier } from '../sql/quote.js';
import type { ApplyContext, ApplyResult } from './apply.js';
import { assertApplicable } from './guard.js';
import { readCatalog } from './catalog.js';
import { Ledger } from './ledger.js';
import { makePlan, type Change, type Desired, type DetailedPlan } from './plan.js';
import type { Session } from './session.js';
import { sqlStateOf } from './session.js';
import { readViewDigest } from './view-digest.js';

/** Any number all runs of this engine agree on. */
const LOCK_KEY = '7305808868523441263';
/**
 * A replacement takes a short exclusive lock on each view. A reader that holds one view and waits for
 * another would wait in a circle with it; giving up before PostgreSQL looks for such circles
 * (deadlock_timeout, 1 s) makes this side retry and never costs the reader its query.
 */
const LOCK_TIMEOUT_MS = 200;
const RETRIABLE = new Set(['55P03', '40P01', '40001']);
const MAX_ATTEMPTS = 100;

/**
 * PostgreSQL: all changes to tables and views and their record are one transaction, so readers see
 * the old schema or the new one and a crash leaves the old. Indexes follow, each in a transaction of
 * its own: building one takes long on a large table, and readers must not wait for it.
 */
export async function applyPostgres(session: Session, context: ApplyContext): Promise<ApplyResult> {
  const applied: Change[] = [];
  const isIndex = (change: Change) => change.kind === 'index' && change.action === 'create';
  await retried(context, () =>
    transaction(session, context, async (inside, plan, ledger) => {
      const done = plan.desired.filter(({ change }) => !change || !isIndex(change));
      await replaceAll(inside, ledger, { ...plan, desired: done }, context);
      applied.push(...plan.changes.filter((change) => !isIndex(change)));
    }),
  );
  for (let more = true; more;) {
    more = await retried(context, () =>
      transaction(session, context, async (inside, plan, ledger) => {
        const [next, ...rest] = plan.desired.filter(({ change }) => change);
        if (!next?.change) return false;
        await createObject(inside, ledger, next, context);
        applied.push(next.change);
        return rest.length > 0;
      }),
    );
  }
  return { changes: applied };
}

async function transaction<T>(
  session: Session,
  context: ApplyContext,
  work: (inside: Session, plan: DetailedPlan, ledger: Ledger) => Promise<T>,
): Promise<T> {
  return session.db.transaction().execute(async (trx) => {
    const inside = session.on(trx);
    await acquireLock(inside, context);
    await inside.run(statement('lock', `set local lock_timeout = ${LOCK_TIMEOUT_MS}`));
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
  // Leaves first, the no longer defined among the replaced, by the order they were created in.
  const doomed = [
    ...plan.dropped.map((entry) => ({
      name: entry.name,
      kind: entry.kind,
      position: entry.details.position,
      gone: true,
    })),
    ...replaced.map(({ definition, position }) => ({
      name: definition.name,
      kind: definition.kind,
      position,
      gone: false,
    })),
  ];
  const views = doomed.filter(({ kind }) => kind !== 'table');
  const tables = doomed.filter(({ kind }) => kind === 'table');
  for (const { name, kind, gone } of [...views.sort(byPosition), ...tables.sort(byPosition)]) {
    const word = sqlKind({ kind, name, dependsOn: [] }, 'postgres');
    await session.run(statement(name, `drop ${word} if exists ${quoteIdentifier(name)}`));
    if (gone) await ledger.remove(name);
  }
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

function byPosition(a: { position: number }, b: { position: number }): number {
  return b.position - a.position;
}

async function createObject(
  session: Session,
  ledger: Ledger,
  one: Desired,
  context: ApplyContext,
): Promise<void> {
  await session.run(createStatement(one.definition, 'postgres', withSecrets(context.options)));
  await record(session, ledger, one);
  if (one.change)
    await context.progress({ object: one.definition.name, action: one.change.action });
}

async function record(session: Session, ledger: Ledger, one: Desired): Promise<void> {
  const digest = one.definition.kind.endsWith('view')
    ? await readViewDigest(session, one.definition.name)
    : undefined;
  await ledger.put({
    name: one.definition.name,
    kind: one.definition.kind,
    state: 'ready',
    fingerprint: one.fingerprint,
    definition: one.display,
    details: {
      position: one.position,
      ...(one.shape ? { shape: one.shape } : {}),
      ...(digest ? { digest } : {}),
    },
  });
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

async function retried<T>(context: ApplyContext, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const state = sqlStateOf(error);
      if (!state || !RETRIABLE.has(state) || attempt >= MAX_ATTEMPTS) throw error;
      await context.pause(Math.min(50 * attempt, 1_000));
    }
  }
}
