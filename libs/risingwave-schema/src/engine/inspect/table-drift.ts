import type { Target } from '../../target.js';
import type { DatabaseColumn } from '../database/database-columns.js';
import type { LedgerDetails } from '../database/ledger.js';
import type { TableShape } from '../plan/table-change.js';

/** Short type names of definitions → the names catalogs use. */
const CATALOG_TYPES: Readonly<Record<string, string>> = {
  varchar: 'character varying',
  int: 'integer',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
};

/** How a table differs from what was applied, in words. */
export function tableDrift(
  shape: TableShape,
  { defaults }: LedgerDetails,
  found: readonly DatabaseColumn[],
  target: Target,
): string | undefined {
  const notes = [
    ...columnNotes(shape, found),
    ...keyNotes(shape, found, target),
    // RisingWave is sent no NOT NULL, and its catalog does not tell defaults.
    ...(target === 'postgres' ? constraintNotes(shape, defaults, found) : []),
  ];
  return notes.length > 0 ? notes.join(', ') : undefined;
}

function columnNotes({ columns, included = {} }: TableShape, found: readonly DatabaseColumn[]) {
  const wanted = new Map(
    [...columns.map(({ name, type }) => [name, type] as const), ...Object.entries(included)].map(
      ([name, type]) => [name, CATALOG_TYPES[type] ?? type],
    ),
  );
  const notes: string[] = [];
  for (const { name, type } of found) {
    const expected = wanted.get(name);
    if (expected === undefined) notes.push(`column ${name} was added`);
    else if (expected !== type) notes.push(`column ${name} is ${type}, not ${expected}`);
    wanted.delete(name);
  }
  return [...notes, ...[...wanted.keys()].map((name) => `column ${name} is gone`)];
}

function keyNotes(
  { primaryKey }: TableShape,
  columns: readonly DatabaseColumn[],
  target: Target,
): string[] {
  const found = columns
    .filter(({ keyPosition }) => keyPosition !== null)
    .sort((a, b) => (a.keyPosition ?? 0) - (b.keyPosition ?? 0))
    .map(({ name }) => name);
  // RisingWave tells which columns, and not in which order.
  const comparable = (names: readonly string[]) =>
    JSON.stringify(target === 'risingwave' ? [...names].sort() : names);
  if (comparable(found) === comparable(primaryKey)) return [];
  if (found.length === 0) return ['the primary key is gone'];
  return [
    primaryKey.length === 0
      ? `a primary key (${found.join(', ')}) was added`
      : `the primary key is (${found.join(', ')}), not (${primaryKey.join(', ')})`,
  ];
}

function constraintNotes(
  { columns, primaryKey }: TableShape,
  defaults: LedgerDetails['defaults'],
  found: readonly DatabaseColumn[],
): string[] {
  const wanted = new Map(columns.map((column) => [column.name, column]));
  return found.flatMap(({ name, notNull, default: now }) => {
    const column = wanted.get(name);
    if (!column) return [];
    const notes: string[] = [];
    const forbids = column.notNull || primaryKey.includes(name);
    if (notNull !== forbids) notes.push(`column ${name} ${notNull ? 'forbids' : 'allows'} NULL`);
    // As the server worded it: an entry of before that was recorded tells only whether there is one.
    const before = defaults?.[name];
    if ((now === null) !== (column.default === undefined) || (before && now !== before)) {
      notes.push(`the default of ${name} is ${now ?? 'gone'}`);
    }
    return notes;
  });
}
