import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admin, createProducer, jsonCodec, topic, transactionalProducer } from './index.js';
import { readAll, testBroker } from './testing/index.js';

const Edit = Type.Object({ title: Type.String(), size: Type.Integer() });
const kafka = testBroker({ beforeAll, afterAll });

describe('sending and reading', () => {
  it('ensures topics, sends, reads and measures', async () => {
    const edits = topic({ name: 'edits', value: jsonCodec(Edit) });
    const control = await admin({ connection: kafka.connection });
    expect(await control.ensureTopics([edits])).toEqual([
      { name: 'edits', created: true, partitions: 4 },
    ]);
    expect(await control.ensureTopics([{ ...edits, partitions: 2 }])).toEqual([
      { name: 'edits', created: false, partitions: 4, drift: 'has 4 partitions, not 2' },
    ]);
    const producer = await createProducer({ connection: kafka.connection });
    await producer.send(
      edits,
      [1, 2, 3].map((size) => ({ key: 'k', value: { title: '標題', size }, headers: { a: 'b' } })),
    );
    await producer.close();
    const records = await readAll({ connection: kafka.connection, topic: edits });
    expect(records.map((r) => r.value.size)).toEqual([1, 2, 3]);
    expect(records[0]).toMatchObject({ key: 'k', headers: { a: 'b' } });
    expect((await control.offsets('edits')).reduce((n, p) => n + p.end - p.earliest, 0)).toBe(3);
    expect((await control.lag('g', ['edits'])).reduce((n, p) => n + p.lag, 0)).toBe(3);
    await control.close();
  });

  it('writes transactions and gives up what throws', async () => {
    const notes = topic({ name: 'notes', value: jsonCodec(Edit) });
    const first = await transactionalProducer({
      connection: kafka.connection,
      transactionalId: 't',
    });
    await first.transaction(
      (tx) => void tx.send(notes, { key: 'k', value: { title: 'a', size: 1 } }),
    );
    await expect(
      first.transaction(() => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    const second = await transactionalProducer({
      connection: kafka.connection,
      transactionalId: 't',
    });
    await second.transaction((tx) => tx.send(notes, { key: 'k', value: { title: 'b', size: 2 } }));
    await first.close();
    await second.close();
    expect(
      (await readAll({ connection: kafka.connection, topic: notes })).map((r) => r.value.size),
    ).toEqual([1, 2]);
  });
});
