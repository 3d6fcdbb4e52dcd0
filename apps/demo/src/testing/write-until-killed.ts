import { openWarehouse } from '../warehouse/warehouse.js';

// Opens the warehouse of the given folder, writes one row after the other and tells after each
// commit, until it is killed.
const warehouse = await openWarehouse({
  dataDir: process.argv[2] ?? '',
  host: '127.0.0.1',
  port: 0,
});
await warehouse.db.exec('create table if not exists t (n int primary key)');
for (let n = 0; ; n++) {
  await warehouse.db.query('insert into t values ($1)', [n]);
  process.send?.(n);
}
