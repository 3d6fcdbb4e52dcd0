import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const ASSETS = fileURLToPath(new URL('../../../infra/superset/assets/', import.meta.url));

export interface Metric {
  readonly metric_name: string;
  readonly verbose_name: string;
}

export interface DatasetColumn {
  readonly column_name: string;
  readonly verbose_name: string;
  readonly expression: string | null;
}

export interface Dataset {
  readonly uuid: string;
  readonly table_name: string;
  readonly database_uuid: string;
  readonly sql: string | null;
  readonly columns: readonly DatasetColumn[];
  readonly metrics: readonly Metric[];
}

export interface Chart {
  readonly uuid: string;
  readonly slice_name: string;
  readonly dataset_uuid: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface Dashboard {
  readonly uuid: string;
  readonly dashboard_title: string;
  readonly position: Readonly<Record<string, { readonly meta?: { readonly uuid?: string } }>>;
  readonly metadata: {
    readonly native_filter_configuration: readonly {
      readonly targets: readonly {
        readonly datasetUuid?: string;
        readonly column?: { readonly name: string };
      }[];
    }[];
  };
}

/** Reads one file of the assets. The shape is the caller's claim: the tests compare its contents. */
export function readAsset<T>(path: string): T {
  return parse(readFileSync(join(ASSETS, path), 'utf8')) as T;
}

/** Reads every file of a folder of the assets. */
export function readAssets<T>(folder: string): readonly T[] {
  return readdirSync(join(ASSETS, folder))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readAsset<T>(join(folder, name)));
}
