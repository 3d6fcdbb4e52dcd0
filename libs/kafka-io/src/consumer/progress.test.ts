import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { Progress } from './progress.js';
import type { RawRecord } from './raw-record.js';

const record = (offset: number, partition = 0) => ({ partition, offset }) as RawRecord;
const offsets = (records: readonly RawRecord[]) => records.map(({ offset }) => offset);
const listener = () => ({ rewound: vi.fn(), skipped: vi.fn() });
const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => record(from + n));

it('gives each record once, wherever reading goes back to after a pause', () => {
  const rounds = fc.array(fc.record({ more: fc.nat(5), back: fc.nat(20) }), { maxLength: 20 });
  fc.assert(
    fc.property(rounds, (all) => {
      const told = listener();
      const progress = new Progress(told);
      const seen: number[] = [];
      let end = 0;
      for (const { more, back } of all) {
        progress.resumed([0]);
        const from = Math.max(0, end - back);
        end += more;
        seen.push(...offsets(progress.onlyNew(range(from, end))));
      }
      expect(seen).toEqual(offsets(range(0, end)));
      expect(told.rewound).not.toHaveBeenCalled();
      expect(told.skipped).not.toHaveBeenCalled();
    }),
  );
});

it('lets the records of a log that was cut or made anew through, and says so once', () => {
  const told = listener();
  const progress = new Progress(told);
  progress.resumed([0]);
  progress.onlyNew(range(0, 100));
  expect(offsets(progress.onlyNew(range(40, 45)))).toEqual([40, 41, 42, 43, 44]);
  expect(offsets(progress.onlyNew(range(45, 47)))).toEqual([45, 46]);
  expect(told.rewound.mock.calls).toEqual([[{ partition: 0, from: 40, expected: 100 }]]);
});

it('knows nothing of a partition that left and came back', () => {
  const told = listener();
  const progress = new Progress(told);
  progress.onlyNew(range(0, 10));
  progress.forget([0]);
  expect(offsets(progress.onlyNew(range(3, 5)))).toEqual([3, 4]);
  expect(told.rewound).not.toHaveBeenCalled();
  expect(told.skipped).not.toHaveBeenCalled();
});

it('takes what lies before the place it began at for another log, also after a pause', () => {
  const told = listener();
  const progress = new Progress(told);
  progress.begin(0, 500);
  progress.resumed([0]);
  expect(offsets(progress.onlyNew(range(0, 2)))).toEqual([0, 1]);
  // The same again is a repeat: reading this log began at 0.
  progress.resumed([0]);
  expect(offsets(progress.onlyNew(range(0, 4)))).toEqual([2, 3]);
  expect(told.rewound.mock.calls).toEqual([[{ partition: 0, from: 0, expected: 500 }]]);
});

it('tells of offsets without a record: before the first, between two, and before the end', () => {
  const told = listener();
  const progress = new Progress(told);
  progress.begin(0, 10);
  progress.onlyNew([
    ...range(12, 14),
    record(20),
    ...range(0, 3).map(({ offset }) => record(offset, 1)),
  ]);
  progress.endsAt(0, 25);
  progress.endsAt(0, 25);
  progress.endsAt(1, 2);
  progress.endsAt(2, 7);
  expect(told.skipped.mock.calls).toEqual([
    [{ partition: 0, from: 10, to: 12 }],
    [{ partition: 0, from: 14, to: 20 }],
    [{ partition: 0, from: 21, to: 25 }],
  ]);
  expect(offsets(progress.onlyNew([record(25)]))).toEqual([25]);
  expect(told.rewound).not.toHaveBeenCalled();
});
