import { timestamp, varchar } from '../definition/column.js';
import { kafkaTable } from '../definition/kafka.js';
import { articleColumns } from './article-columns.js';

/** New articles with the translated title, as the translator wrote them. */
export const odsWikiNewTranslatorTable = kafkaTable('ods_wiki_new_translator_table', {
  columns: {
    ...articleColumns,
    title_zh: varchar(),
    translated_at: timestamp(),
    /** `translated`, `passthrough` or `failed`. */
    translation_status: varchar(),
    /** Backend and model, e.g. `ollama:qwen3:0.6b`. */
    translator: varchar(),
  },
  primaryKey: ['wiki', 'id'],
  topic: 'wikipedia-new-translator',
});
