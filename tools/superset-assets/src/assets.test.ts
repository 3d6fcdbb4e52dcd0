import { compileSchema, pipelineSchema } from '@wikistream/risingwave-schema';
import { describe, expect, it } from 'vitest';
import { readAsset, readAssets, type Chart, type Dashboard, type Dataset } from './index.js';

const database = readAsset<{ uuid: string; sqlalchemy_uri: string }>('databases/wikistream.yaml');
const datasets = readAssets<Dataset>('datasets/Wikistream');
const charts = readAssets<Chart>('charts');
const dashboards = readAssets<Dashboard>('dashboards');
const byUuid = new Map(datasets.map((dataset) => [dataset.uuid, dataset]));

const ddl = compileSchema(pipelineSchema, 'postgres');

/** The columns a view selects: its generated DDL has one per line, the name at the line's end. */
function viewColumns(view: string): string[] {
  const text = ddl.map(({ sql }) => sql).find((sql) => sql.startsWith(`create view "${view}" as`));
  const list = text?.split(/\nfrom /)[0] ?? '';
  return [...list.matchAll(/"([^"]+)",?$/gm)].map((match) => match[1] ?? '');
}

/** What a dataset with a query of its own selects, as `alias.column`, with the relation of each alias. */
function selected(query: string): { relation: string; column: string }[] {
  const relations = new Map(
    [...query.matchAll(/(?:from|join) (\w+) (\w+)/g)].map(([, name = '', alias = '']) => [
      alias,
      name,
    ]),
  );
  const list = query.split(/\sfrom\s/)[0] ?? '';
  return [...list.matchAll(/(\w+)\.(\w+)/g)].map(([, alias = '', column = '']) => ({
    relation: relations.get(alias) ?? alias,
    column,
  }));
}

function names(value: unknown): string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]) as string[];
}

describe('the Superset assets', () => {
  it('are of the kind the assets endpoint imports', () => {
    expect(readAsset('metadata.yaml')).toMatchObject({ version: '1.0.0', type: 'assets' });
    expect(database.sqlalchemy_uri).not.toMatch(/:\/\/[^/]*:[^/]*@/);
  });

  it('have a UUID each', () => {
    const all = [database, ...datasets, ...charts, ...dashboards].map(({ uuid }) => uuid);
    expect(new Set(all).size).toBe(all.length);
  });

  it.each(datasets)('$table_name has the columns of its view or query', (dataset) => {
    expect(dataset.database_uuid).toBe(database.uuid);
    const physical = dataset.columns.filter(({ expression }) => !expression);
    const columns = dataset.sql
      ? selected(dataset.sql).map(({ column }) => column)
      : viewColumns(dataset.table_name);
    expect(columns.length).toBeGreaterThan(0);
    expect(physical.map((column) => column.column_name).sort()).toEqual(columns.sort());
  });

  it.each(datasets.filter(({ sql }) => sql))(
    '$table_name asks for columns that exist',
    ({ sql }) => {
      const dimension = ['language_code', 'language_name_zh', 'language_name_en'];
      for (const { relation, column } of selected(sql ?? '')) {
        expect(relation === 'dim_language' ? dimension : viewColumns(relation)).toContain(column);
      }
    },
  );

  it.each(charts)('$slice_name names columns and metrics of its dataset', (chart) => {
    const dataset = byUuid.get(chart.dataset_uuid);
    expect(dataset).toBeDefined();
    const { params } = chart;
    const filters = names(params.adhoc_filters) as unknown as { subject: string }[];
    const columns = [
      ...names(params.groupby),
      ...names(params.x_axis),
      ...names(params.all_columns),
      ...names(params.series_columns),
      ...filters.map(({ subject }) => subject),
    ];
    const metrics = [
      ...names(params.metrics),
      ...names(params.metric),
      ...names(params.series_limit_metric),
      ...names(params.timeseries_limit_metric),
    ];
    expect(columns.length + metrics.length).toBeGreaterThan(0);
    expect(dataset?.columns.map((column) => column.column_name)).toEqual(
      expect.arrayContaining(columns),
    );
    expect(dataset?.metrics.map((metric) => metric.metric_name)).toEqual(
      expect.arrayContaining(metrics),
    );
  });

  it('name the columns of tables as readers do: Superset offers them for its search', () => {
    const tables = charts.filter(({ params }) => params.viz_type === 'table');
    expect(tables.length).toBeGreaterThan(0);
    for (const { dataset_uuid, params } of tables) {
      const columns = byUuid.get(dataset_uuid)?.columns ?? [];
      const texts = columns.filter((column) => column.expression !== null);
      const shown = names(params.all_columns).filter((name) => name !== 'opt_time');
      expect(texts.map((column) => column.verbose_name)).toEqual(expect.arrayContaining(shown));
    }
  });

  it.each(dashboards)('$dashboard_title shows charts and filters that exist', (dashboard) => {
    const shown = Object.values(dashboard.position).flatMap(({ meta }) => meta?.uuid ?? []);
    expect(shown.length).toBeGreaterThan(0);
    expect(charts.map(({ uuid }) => uuid)).toEqual(expect.arrayContaining(shown));
    const targets = dashboard.metadata.native_filter_configuration.flatMap((f) => f.targets);
    for (const { datasetUuid, column } of targets.filter((target) => target.column)) {
      const columns = byUuid.get(datasetUuid ?? '')?.columns.map((c) => c.column_name);
      expect(columns).toContain(column?.name);
    }
  });

  it.each([database, ...datasets, ...charts])('%# may be cached for seconds only', (asset) => {
    // 0 would mean for ever to Redis and to a cache in memory.
    expect((asset as { cache_timeout?: number }).cache_timeout).toBe(10);
  });

  it('are filtered by columns every dataset on the dashboard has', () => {
    for (const { position, metadata } of dashboards) {
      const shown = Object.values(position).flatMap(({ meta }) => meta?.uuid ?? []);
      const used = charts.filter(({ uuid }) => shown.includes(uuid));
      const filters = metadata.native_filter_configuration.flatMap(({ targets }) => targets);
      const columns = filters.flatMap(({ column }) => column?.name ?? []);
      expect(columns).toContain('language');
      for (const chart of used) {
        const has = byUuid.get(chart.dataset_uuid)?.columns.map((column) => column.column_name);
        expect(has).toEqual(expect.arrayContaining(columns));
      }
    }
  });

  it('are all on a dashboard', () => {
    const shown = dashboards.flatMap(({ position }) =>
      Object.values(position).flatMap(({ meta }) => meta?.uuid ?? []),
    );
    expect(shown.sort()).toEqual(charts.map(({ uuid }) => uuid).sort());
  });
});
