import { statement } from '../../ddl/statement.js';
import { quoteText } from '../../sql/quote.js';
import type { ApplyContext } from './apply-options.js';
import { readCatalog } from '../database/catalog.js';
import type { Session } from '../database/session.js';

interface Job {
  readonly statement: string;
  readonly progress: string;
}

const POLL_MS = 500;
/** The node that answers us learns of a finished job a moment after WAIT has returned. */
const LISTED_WITHIN = { looks: 10, pauseMs: 200 };

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

/** Whether an object is there. WAIT ends with the job, however that ended: a cancelled one leaves nothing behind. */
export async function isListed(
  session: Session,
  name: string,
  context: ApplyContext,
): Promise<boolean> {
  for (let look = 1; look <= LISTED_WITHIN.looks; look++) {
    if ((await readCatalog(session, 'risingwave')).has(name)) return true;
    await context.pause(LISTED_WITHIN.pauseMs);
  }
  return false;
}
