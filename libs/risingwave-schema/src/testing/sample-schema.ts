import { varchar, bigint } from '../definition/column.js';
import { index } from '../definition/index-definition.js';
import { kafkaTable } from '../definition/kafka.js';
import { defineSchema, type Schema } from '../definition/schema.js';
import { table } from '../definition/table.js';
import { materializedView, view } from '../definition/view.js';

/** Tables, a view over them, two views over that one, and a view over one of those. */
export function sampleSchema(version: 'first' | 'second'): Schema {
  const second = version === 'second';
  const events = kafkaTable('events', {
    columns: {
      id: bigint().notNull(),
      kind: varchar(),
      name: varchar(),
      ...(second ? { note: varchar() } : {}),
    },
    primaryKey: ['id'],
    topic: 'events',
  });
  const names = table('names', {
    columns: { kind: varchar().notNull(), label: varchar() },
    primaryKey: ['kind'],
  });
  const detail = materializedView('detail', [events, names], (db) =>
    db
      .selectFrom('events as e')
      .leftJoin('names as n', 'n.kind', 'e.kind')
      .select((eb) => [
        'e.id',
        'e.kind',
        'n.label',
        // The change, two levels below `top`.
        second ? eb.fn<string | null>('upper', ['e.name']).as('name') : 'e.name',
      ]),
  );
  const detailIndex = index('detail_kind', detail, { columns: ['kind'] });
  const perKind = materializedView('per_kind', [detail], (db) =>
    db
      .selectFrom('detail')
      .select((eb) => ['kind', eb.fn.countAll<number>().as('cnt')])
      .groupBy('kind'),
  );
  const perName = view('per_name', [detail], (db) =>
    db
      .selectFrom('detail')
      .select((eb) => ['name', eb.fn.countAll<number>().as('cnt')])
      .groupBy('name'),
  );
  const top = materializedView('top', [perKind, detail], (db) =>
    db
      .selectFrom('per_kind as k')
      .innerJoin('detail as d', 'd.kind', 'k.kind')
      .select(['k.kind', 'k.cnt', 'd.name']),
  );
  const added = view('added', [top], (db) => db.selectFrom('top').select('kind'));
  const removed = view('removed', [top], (db) => db.selectFrom('top').select('cnt'));
  return defineSchema([
    events,
    names,
    detail,
    detailIndex,
    perKind,
    perName,
    top,
    ...(second ? [added] : [removed]),
  ]);
}
