import { afterEach, describe, expect, it, vi } from 'vitest';
import { silentLogger } from '../logger.js';
import { Code } from '../native/errors.js';
import { startOffsets, type LookUp } from './start-offsets.js';

const native = (code: number) => Object.assign(new Error('from the brokers'), { code });

function asked(lookUp: LookUp, given?: ReadonlyMap<number, number>, logger = silentLogger) {
  const stop = new AbortController();
  const options = { lookUp, signal: stop.signal, logger };
  return { stop, offsets: startOffsets([0, 1, 2], given, options) };
}

afterEach(() => void vi.useRealTimers());

describe('startOffsets', () => {
  it('begins at the commits, and says nothing of partitions without one', async () => {
    const { offsets } = asked(() => Promise.resolve(new Map([[1, 40]])));
    expect(await offsets).toEqual(new Map([[1, 40]]));
  });

  it('asks only for partitions whose owner does not know', async () => {
    const lookUp = vi.fn<LookUp>(() => Promise.resolve(new Map([[2, 7]])));
    const { offsets } = asked(lookUp, new Map([[0, 3]]));
    expect(await offsets).toEqual(new Map([[0, 3], [2, 7]])); // prettier-ignore
    expect(lookUp.mock.calls.map(([partitions]) => partitions)).toEqual([[1, 2]]);
    const known = new Map([[0, 3], [1, 0], [2, 9]]); // prettier-ignore
    expect(await asked(() => Promise.reject(new Error('asked')), known).offsets).toBe(known);
  });

  it('asks again until the brokers know', async () => {
    const lookUp = vi
      .fn<LookUp>()
      .mockRejectedValueOnce(native(Code.timedOut))
      .mockRejectedValueOnce(native(Code.transport))
      .mockResolvedValue(new Map([[0, 5]]));
    expect(await asked(lookUp).offsets).toEqual(new Map([[0, 5]]));
    expect(lookUp).toHaveBeenCalledTimes(3);
  });

  it('says what to look for when that takes longer than any transaction may', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const warn = vi.fn();
    const lookUp = vi
      .fn<LookUp>()
      .mockRejectedValueOnce(native(Code.timedOut))
      .mockImplementationOnce(() => {
        vi.setSystemTime(Date.now() + 120_000);
        expect(warn).not.toHaveBeenCalled();
        return Promise.reject(native(Code.timedOut));
      })
      .mockResolvedValue(new Map());
    await asked(lookUp, undefined, { ...silentLogger, warn }).offsets;
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ partitions: [0, 1, 2] }),
      expect.stringContaining('find-hanging'),
    );
  });

  it('gives up when the group may not be read', async () => {
    const refusal = native(Code.groupAuthorizationFailed);
    await expect(asked(() => Promise.reject(refusal)).offsets).rejects.toBe(refusal);
  });

  it('gives up when it is told to', async () => {
    const { stop, offsets } = asked(() => Promise.reject(native(Code.timedOut)));
    stop.abort();
    await expect(offsets).rejects.toMatchObject({ code: Code.timedOut });
  });
});
