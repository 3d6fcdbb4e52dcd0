import type { Selectable } from 'kysely';
import { defineSchema } from '../definition/schema.js';
import { dimLanguage } from './dim-language.js';
import { dwdWikiNewDetail, dwdWikiNewDetailOptTime } from './dwd-wiki-new-detail.js';
import { dwsWikiContributor } from './dws-wiki-contributor.js';
import { dwsWikiNewHour } from './dws-wiki-new-hour.js';
import { dwsWikiNewMinute } from './dws-wiki-new-minute.js';
import { dwsWikiNewSum } from './dws-wiki-new-sum.js';
import { dwsWikiTranslation } from './dws-wiki-translation.js';
import { odsWikiNewTable, odsWikiNewTableIndexes } from './ods-wiki-new-table.js';
import { odsWikiNewTranslatorTable } from './ods-wiki-new-translator-table.js';

/** Every relation of the pipeline. */
export const pipelineSchema = defineSchema([
  odsWikiNewTable,
  ...odsWikiNewTableIndexes,
  odsWikiNewTranslatorTable,
  dimLanguage,
  dwdWikiNewDetail,
  dwdWikiNewDetailOptTime,
  dwsWikiNewSum,
  dwsWikiNewHour,
  dwsWikiNewMinute,
  dwsWikiContributor,
  dwsWikiTranslation,
]);

/** The pipeline's relations for Kysely: name → row. */
export type PipelineDatabase = (typeof pipelineSchema)['$database'];

/** A row of a relation as a query reads it. */
export type PipelineRow<R extends keyof PipelineDatabase> = Selectable<PipelineDatabase[R]>;
