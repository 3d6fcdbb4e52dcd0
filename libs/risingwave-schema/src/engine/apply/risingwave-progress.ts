import { statement } from '../../ddl/statement.js';
import { quoteText } from '../../sql/quote.js';
import type { ApplyContext } from './apply-options.js';
import type { Session } from '../database/session.js';

interface Job {
  readonly statement: string;
  readonly progress: string;
}

const POLL_MS = 500;

/** Waits until RisingWave has taken existing data into an object, reporting how far its catalog says it is. */
export async function waitUntilBuilt(
  session: Session,
  name: string,
  context: ApplyContext,
  keepAlive: () => Promise<void>,
): Promise<void> {
  for (;;) {
    const [job] = await session.rows<Job>(
      `select ddl_statement as statement, progress from rw_catalog.rw_ddl_progress where position(${quoteText(name)} in ddl_statement) > 0 limit 1`,
    );
    if (!job) break;
    await context.progress({ object: name, action: 'build', backfill: job.progress });
    await keepAlive();
    await context.pause(POLL_MS);
  }
  // The word of the server itself: a job just begun may not be listed yet.
  await session.run(statement(name, 'wait'));
}
