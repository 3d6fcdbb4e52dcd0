import { bigint, boolean, timestamp, timestamptz, varchar } from '../definition/column.js';

/**
 * Columns of a message about a new article. Civil times are in the zone the producer is configured
 * with; `event_time` is the instant.
 */
export const articleColumns = {
  /** Database name of the wiki, e.g. `zh_yuewiki`. Recent-change ids are unique within one wiki only. */
  wiki: varchar().notNull(),
  id: bigint().notNull(),
  opt_type: varchar(),
  title: varchar(),
  title_url: varchar(),
  opt_time: timestamp(),
  contributor: varchar(),
  registration: timestamp(),
  gender: varchar(),
  edit_count: varchar(),
  event_id: varchar(),
  /** Wikipedia's language code, e.g. `zh-yue`. */
  language_code: varchar(),
  event_time: timestamptz(),
  /** Whether the contributor's account is flagged as a bot. */
  bot: boolean(),
};
