import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { Progress } from './progress.js';
import type { RawRecord } from './raw-record.js';

const record = (offset: number, partition = 0) => ({ partition, offset }) as RawRecord;
const offsets = (records: readonly RawRecord[]) => records.map(({ offset }) => offset);
const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => record(from + n));

it('gives each record once, wherever reading goes back to after a pause', () => {
  const rounds = fc.array(fc.record({ more: fc.nat(5), back: fc.nat(20) }), { maxLength: 20 });
  fc.assert(
    fc.property(rounds, (all) => {
      const onRewind = vi.fn();
      const progress = new Progress(onRewind);
      const seen: number[] = [];
      let end = 0;
      for (const { more, back } of all) {
        progress.resumed([0]);
        const from = Math.max(0, end - back);
        end += more;
        seen.push(...offsets(progress.onlyNew(range(from, end))));
      }
      expect(seen).toEqual(offsets(range(0, end)));
      expect(onRewind).not.toHaveBeenCalled();
    }),
  );
});

it('lets the records of a log that was cut or made anew through, and says so once', () => {
  const onRewind = vi.fn();
  const progress = new Progress(onRewind);
  progress.resumed([0]);
  progress.onlyNew(range(0, 100));
  expect(offsets(progress.onlyNew(range(40, 45)))).toEqual([40, 41, 42, 43, 44]);
  expect(offsets(progress.onlyNew(range(45, 47)))).toEqual([45, 46]);
  expect(onRewind.mock.calls).toEqual([[{ partition: 0, from: 40, expected: 100 }]]);
});

it('knows nothing of a partition that left and came back', () => {
  const onRewind = vi.fn();
  const progress = new Progress(onRewind);
  progress.onlyNew(range(0, 10));
  progress.forget([0]);
  expect(offsets(progress.onlyNew(range(3, 5)))).toEqual([3, 4]);
  expect(onRewind).not.toHaveBeenCalled();
});
