import { index } from '../definition/index-definition.js';
import { kafkaTable } from '../definition/kafka.js';
import { articleColumns } from './article-columns.js';

/** New articles as the producer wrote them. */
export const odsWikiNewTable = kafkaTable('ods_wiki_new_table', {
  columns: articleColumns,
  primaryKey: ['wiki', 'id'],
  topic: 'wikipedia-stream-new',
});

/** Latest articles and time ranges. RisingWave's views are kept up to date and need neither. */
export const odsWikiNewTableIndexes = [
  index('ods_wiki_new_table_opt_time', odsWikiNewTable, {
    columns: [{ column: 'opt_time', order: 'desc' }],
    only: 'postgres',
  }),
  index('ods_wiki_new_table_language', odsWikiNewTable, {
    columns: ['language_code', { column: 'opt_time', order: 'desc' }],
    only: 'postgres',
  }),
] as const;
