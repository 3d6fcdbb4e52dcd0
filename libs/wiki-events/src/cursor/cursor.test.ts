import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamStateError } from '../errors.js';
import { Acknowledgements } from './acknowledgements.js';
import { Delivered } from './delivered.js';
import { OffsetAudit } from './audit.js';
import { cursorFromServerId, parseServerId, toLastEventId } from './last-event-id.js';
import { PartitionMap } from './partition-map.js';
import { partitionKey, type Position } from './position.js';
import { RecentEvents } from './recent-events.js';
import { scanPosition } from './scan-meta.js';
import { parseStreamState } from './state.js';

const at = (n: number, topic = 't'): Position => ({
  topic,
  partition: 0,
  offset: n,
  timestamp: n * 1000,
  id: `e${n}`,
});

describe('toLastEventId', () => {
  it('gives exactly one of offset and timestamp per partition, and never -1', () => {
    const position = fc.record(
      {
        topic: fc.string({ minLength: 1 }),
        partition: fc.nat(5),
        timestamp: fc.integer({ min: 0, max: 2e12 }),
        offset: fc.nat(),
        id: fc.uuid(),
      },
      { requiredKeys: ['topic', 'partition', 'timestamp'] },
    );
    fc.assert(
      fc.property(fc.array(position), (cursor) => {
        const entries = JSON.parse(toLastEventId(cursor, 10_000)) as Record<string, unknown>[];
        expect(entries).toHaveLength(cursor.length);
        for (const entry of entries) {
          expect('offset' in entry).not.toBe('timestamp' in entry);
          expect((entry['offset'] ?? entry['timestamp']) as number).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('reads what servers send, and distrusts their offsets', () => {
    const id =
      '[{"topic":"a","partition":0,"timestamp":17},{"topic":"b","partition":0,"offset":-1},{"topic":"c","partition":1,"offset":9}]';
    expect(cursorFromServerId(parseServerId(id) ?? [], 5)).toEqual([
      { topic: 'a', partition: 0, timestamp: 17 },
      { topic: 'b', partition: 0, timestamp: 5 },
      { topic: 'c', partition: 1, timestamp: 5 },
    ]);
    // A moment that no Date can hold.
    const never = '[{"topic":"a","partition":0,"timestamp":1e300}]';
    for (const bad of [never, '', '{}', '[1]', '[{"topic":1}]', '[{"topic":"a","partition":0}]']) {
      expect(parseServerId(bad), bad).toBeUndefined();
    }
  });
});

describe('scanPosition', () => {
  const scan = (json: string) => scanPosition(Buffer.from(json), 0, Buffer.byteLength(json));
  const meta = '{"dt":"1970-01-01T00:00:05Z","topic":"t","partition":2,"offset":7,"id":"x"}';
  const found = { topic: 't', partition: 2, offset: 7, timestamp: 5000, id: 'x' };

  it('finds meta wherever it is, compact or not, in whole or cut-off events', () => {
    expect(scan(`{"meta":${meta},"a":1}`)).toEqual(found);
    expect(scan(`{"a":"}","meta": ${meta}}`)).toEqual(found);
    expect(scan(`{"meta":{"note":{"deep":"}"},${meta.slice(1)}}`)).toEqual(found);
    expect(scan(`{"meta":${meta},"comment":"cut of`)).toEqual(found);
  });

  it('takes no position from what has none', () => {
    for (const json of [
      '{}',
      '',
      '{"meta":null}',
      '{"meta":{"topic":"t"}}',
      '{"meta":{"topic":"t","partition":-1,"dt":"1970"}}',
    ]) {
      expect(scan(json), json).toBeUndefined();
    }
  });
});

describe('OffsetAudit', () => {
  it('counts exactly what did not arrive, in whatever order the rest did', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (offsets) => {
        const audit = new OffsetAudit();
        audit.see(0);
        for (const offset of [...offsets, ...offsets]) audit.see(offset);
        expect(audit.missing).toBe(Math.max(...offsets) - offsets.length);
      }),
    );
  });

  it('starts afresh when the numbering does', () => {
    const audit = new OffsetAudit();
    for (const offset of [5, 6, 9]) audit.see(offset);
    audit.restart();
    for (const offset of [1000, 1001]) audit.see(offset);
    expect(audit.missing).toBe(2);
  });
});

describe('RecentEvents', () => {
  it('remembers a window of event time and no more than its limit', () => {
    const recent = new RecentEvents({ windowMs: 10, limit: 5 });
    for (let n = 0; n < 5_000; n += 1) recent.add(`e${n}`, n);
    expect(recent.toJSON().map(({ id }) => id)).toEqual([
      'e4995',
      'e4996',
      'e4997',
      'e4998',
      'e4999',
    ]);
    recent.add('late', 20_000);
    expect(recent.toJSON()).toEqual([{ id: 'late', at: 20_000 }]);
  });
});

describe('Acknowledgements', () => {
  it('keep a state that survives JSON, with each topic remembering its own', () => {
    const options = { windowMs: 2_000, limit: 100 };
    const acknowledged = new Acknowledgements(options);
    for (let n = 1; n <= 5; n += 1) {
      acknowledged.acknowledge({ cursor: [at(n), at(100, 'idle')], position: at(n) });
    }
    const state = parseStreamState(JSON.stringify(acknowledged.state));
    expect(state.partitions[0]).toEqual({
      ...at(5),
      recent: [3, 4, 5].map((n) => ({ id: `e${n}`, at: n * 1000 })),
    });
    const again = new Acknowledgements(options, state);
    const delivered = new Delivered(options, state);
    expect(delivered.start).toEqual([at(5), at(100, 'idle')]);
    expect(delivered.has('e4')).toBe(true);
    expect(delivered.has('e2')).toBe(false);
    delivered.add(at(60));
    expect(delivered.has('e4')).toBe(false);
    expect(delivered.has('e60')).toBe(true);
    expect(again.state).toEqual(state);
  });

  it('move on with an item that is no event', () => {
    const acknowledged = new Acknowledgements({ windowMs: 1, limit: 1 });
    acknowledged.acknowledge({ cursor: [at(7)] });
    expect(acknowledged.state.partitions).toEqual([{ ...at(7), recent: [] }]);
  });
});

describe('parseStreamState', () => {
  it.each([
    '',
    '{',
    '{}',
    '{"version":2,"partitions":[]}',
    '{"version":1,"partitions":[{"topic":"t","partition":0,"offset":-1,"timestamp":1,"recent":[]}]}',
  ])('refuses %j', (text) => {
    expect(() => parseStreamState(text)).toThrow(StreamStateError);
  });
});

describe('PartitionMap', () => {
  it('finds what a map by key would', () => {
    const place = fc.record({
      topic: fc.constantFrom('a', 'b', 'a/1'),
      partition: fc.nat(2),
    });
    const step = fc.tuple(place, fc.option(fc.nat(), { nil: undefined }));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const map = new PartitionMap<number>();
        const model = new Map<string, number>();
        for (const [at, value] of steps) {
          const key = partitionKey(at);
          if (value === undefined) expect(map.get(at)).toBe(model.get(key));
          else {
            map.set(at, value);
            model.set(key, value);
          }
        }
        expect([...map.values()]).toEqual([...model.values()]);
      }),
    );
  });
});
