import { timestamp, varchar } from '../definition/column.js';
import { table } from '../definition/table.js';

/** Names of the languages Wikipedia has or had an edition in. */
export const dimLanguage = table('dim_language', {
  columns: {
    language_code: varchar().notNull(),
    language_name_zh: varchar(),
    language_name_en: varchar(),
    language_name_local: varchar(),
    created_at: timestamp(),
    updated_at: timestamp(),
  },
  primaryKey: ['language_code'],
});
