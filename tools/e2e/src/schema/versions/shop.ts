import {
  bigint,
  defineSchema,
  index,
  kafkaTable,
  materializedView,
  table,
  timestamp,
  varchar,
  view,
  type Schema,
} from '@wikistream/risingwave-schema';

/**
 * A shop in two versions. From the first to the second: a column is renamed and one added, a view is
 * changed with two levels of views over it, one view comes, another goes, an index comes.
 */
export function shop(version: 'first' | 'second'): Schema {
  return version === 'first' ? first() : second();
}

function first(): Schema {
  const orders = kafkaTable('orders', {
    columns: { id: bigint().notNull(), item: varchar(), buyer: varchar(), at: timestamp() },
    primaryKey: ['id'],
    topic: 'orders',
  });
  const items = table('items', {
    columns: { item: varchar().notNull(), label: varchar() },
    primaryKey: ['item'],
  });
  const detail = materializedView('detail', [orders, items], (db) =>
    db
      .selectFrom('orders as o')
      .leftJoin('items as i', 'i.item', 'o.item')
      .select(['o.id', 'o.item', 'o.buyer', 'i.label']),
  );
  const perItem = materializedView('per_item', [detail], (db) =>
    db
      .selectFrom('detail')
      .select((eb) => ['item', eb.fn.countAll<number>().as('cnt')])
      .groupBy('item'),
  );
  const top = view('top', [perItem, detail], (db) =>
    db
      .selectFrom('per_item as p')
      .innerJoin('detail as d', 'd.item', 'p.item')
      .select(['d.id', 'p.item', 'p.cnt']),
  );
  const former = view('former', [top], (db) => db.selectFrom('top').select('cnt'));
  return defineSchema([orders, items, detail, perItem, top, former]);
}

function second(): Schema {
  const orders = kafkaTable('orders', {
    columns: {
      id: bigint().notNull(),
      item: varchar(),
      customer: varchar().renamedFrom('buyer'),
      at: timestamp(),
      note: varchar().default("''"),
    },
    primaryKey: ['id'],
    topic: 'orders',
  });
  const ordersAt = index('orders_at', orders, { columns: ['at'] });
  const items = table('items', {
    columns: { item: varchar().notNull(), label: varchar() },
    primaryKey: ['item'],
  });
  const detail = materializedView('detail', [orders, items], (db) =>
    db
      .selectFrom('orders as o')
      .leftJoin('items as i', 'i.item', 'o.item')
      .select((eb) => [
        'o.id',
        'o.item',
        'o.customer',
        eb.fn.coalesce('i.label', 'o.item').as('label'),
      ]),
  );
  const perItem = materializedView('per_item', [detail], (db) =>
    db
      .selectFrom('detail')
      .select((eb) => ['item', eb.fn.countAll<number>().as('cnt')])
      .groupBy('item'),
  );
  const top = view('top', [perItem, detail], (db) =>
    db
      .selectFrom('per_item as p')
      .innerJoin('detail as d', 'd.item', 'p.item')
      .select(['d.id', 'p.item', 'p.cnt']),
  );
  const fresh = view('fresh', [top], (db) => db.selectFrom('top').select('item'));
  return defineSchema([orders, ordersAt, items, detail, perItem, top, fresh]);
}
