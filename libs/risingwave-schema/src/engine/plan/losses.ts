import type { Definition } from '../../definition/definition.js';
import type { Source } from '../../definition/kafka.js';
import type { Sink } from '../../definition/sink/sink.js';
import type { Target } from '../../target.js';
import type { Catalog } from '../database/catalog.js';
import type { Change, ObjectEntry } from './plan.js';

/** Tables do, and so does on PostgreSQL what is a source on RisingWave. */
export function holdsRows({ kind }: Pick<Definition, 'kind'>, target: Target): boolean {
  return kind === 'table' || (kind === 'source' && target === 'postgres');
}

/** What is lost on RisingWave when an object without rows of its own is made anew, in words. */
export function lossOf(definition: Definition): readonly string[] {
  const { name } = definition;
  if (definition.kind === 'materialized view') {
    // Views over views are filled from those; one over a source has nothing but the topic.
    return definition.dependsOn
      .filter((one): one is Source => one.kind === 'source')
      .map(({ kafka }) => `${name}: built anew from what topic ${kafka.topic} still holds`);
  }
  if (definition.kind !== 'sink') return [];
  const { options, snapshot } = definition as Sink;
  if (snapshot === false) return [`${name}: what changes while it is made anew is not sent`];
  const repeats =
    options.connector === 'kafka' ? options.format === 'plain' : options.mode === 'append-only';
  return repeats ? [`${name}: made anew, it sends all rows a second time`] : [];
}

export function dropChange(entry: ObjectEntry, target: Target, catalog: Catalog): Change {
  const holdsData = holdsRows({ kind: entry.kind }, target) && catalog.has(entry.name);
  return {
    object: entry.name,
    kind: entry.kind,
    action: 'drop',
    reason: 'no longer defined',
    destructive: holdsData ? [`${entry.name}: the table and its rows`] : [],
    before: entry.definition,
  };
}
