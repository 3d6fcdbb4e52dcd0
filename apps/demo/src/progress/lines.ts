import type { Pipeline } from '../pipeline.js';
import { scrape } from '../stages/metrics.js';

const number = new Intl.NumberFormat('en');
const show = (value: number) => number.format(Math.round(value));

/** One line per stage, with its counters as they are now. */
export async function stageLines(pipeline: Pipeline): Promise<string[]> {
  const { producer, translator, loader } = pipeline.stages;
  const [read, translated, loaded] = await Promise.all(
    [producer, translator, loader].map((stage) => scrape(stage.healthUrl)),
  );
  return [
    line(
      producer,
      read &&
        `${show(read.sum('wikistream_producer_events_read_total'))} events read, ` +
          `${show(read.sum('wikistream_producer_articles_produced_total'))} new articles, ` +
          `${show(read.sum('wikistream_producer_dead_letters_total'))} dead letters, ` +
          `${show(read.sum('wikistream_producer_behind_live_seconds'))} s behind live`,
    ),
    line(
      translator,
      translated &&
        ['translated', 'passthrough', 'failed']
          .map(
            (status) =>
              `${show(translated.sum('wikistream_translator_titles_total', { status }))} ${status}`,
          )
          .join(', ') + `, ${show(translated.sum('wikistream_translator_lag_records'))} waiting`,
    ),
    line(
      loader,
      loaded &&
        `${show(loaded.sum('wikistream_loader_rows_total', { table: 'ods_wiki_new_table' }))} articles, ` +
          `${show(loaded.sum('wikistream_loader_rows_total', { table: 'ods_wiki_new_translator_table' }))} translations, ` +
          `${show(loaded.sum('wikistream_loader_dead_letters_total'))} dead letters, ` +
          `${show(loaded.sum('wikistream_loader_lag_records'))} waiting`,
    ),
    `${'dashboard'.padEnd(11)} ${pipeline.dashboardUrl}`,
    `${'database'.padEnd(11)} psql ${pipeline.databaseUrl}`,
  ];
}

function line(stage: { name: string; restarts: number }, counters: string | undefined): string {
  const restarts = stage.restarts > 0 ? ` (started again ${stage.restarts}×)` : '';
  return `${stage.name.padEnd(11)} ${counters ?? 'starting …'}${restarts}`;
}
