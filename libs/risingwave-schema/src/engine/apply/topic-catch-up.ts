import { quoteIdentifier } from '../../sql/quote.js';
import type { Session } from '../database/session.js';
import type { ApplyContext } from './apply-options.js';

const LEAST_PAUSE_MS = 500;

/**
 * Waits until a table made anew over a topic has read it. RisingWave has such a table ready at once and
 * fills it afterwards, which is no job it knows the progress of (2.2 does not even tell the lag), so the
 * rows tell: as many as in the table it is to replace, or none more for `topicTimeout`, since a topic
 * need not hold all that was read from it once. Views over it are built when it is filled, not before.
 */
export async function waitUntilRead(
  session: Session,
  tables: { readonly original: string; readonly replacement: string },
  context: ApplyContext,
  keepAlive: () => Promise<void>,
): Promise<void> {
  const { original, replacement } = tables;
  let most = 0;
  let grewAt = Date.now();
  for (;;) {
    const began = Date.now();
    const wanted = await countRows(session, original);
    const read = await countRows(session, replacement);
    if (read >= wanted) return;
    if (read > most) [most, grewAt] = [read, Date.now()];
    if (Date.now() - grewAt >= context.topicTimeout) return;
    const backfill = `${((100 * read) / wanted).toFixed(2)}%`;
    await context.progress({ object: original, action: 'build', backfill });
    await keepAlive();
    // Counting a large table takes its time; most of it is left to others.
    await context.pause(Math.max(LEAST_PAUSE_MS, 4 * (Date.now() - began)));
  }
}

async function countRows(session: Session, table: string): Promise<number> {
  const [row] = await session.rows<{ rows: number }>(
    `select count(*) as "rows" from ${quoteIdentifier(table)}`,
  );
  return row?.rows ?? 0;
}
