import { describe, expect, it } from 'vitest';
import { broken } from './promises.js';
import type { Outcome } from './scenario.js';

const outcome = (more: Partial<Outcome>, titlesPerRequest = 1): Outcome => ({
  scenario: {
    name: 'run',
    server: { slots: 1, msPerTitle: 200 },
    titlesPerRequest,
    warmUpTitles: 0,
    warmUpSeconds: 0,
    seconds: 1,
  },
  titlesPerSecond: 5,
  titlesPerRequest,
  limit: 5,
  cpuMsPerTitle: 5,
  overheadMsPerTitle: 0.2,
  titles: 5,
  residentMb: 100,
  ...more,
});

describe('broken', () => {
  it('is empty for what was promised', () => {
    expect(broken(outcome({}))).toEqual([]);
    expect(broken(outcome({ limit: undefined, titlesPerSecond: 20_000 }, 50))).toEqual([]);
    expect(broken(outcome({ limit: undefined, titlesPerSecond: 5_000 }))).toEqual([]);
  });

  it('names what was not', () => {
    expect(broken(outcome({ titlesPerSecond: 4.8, overheadMsPerTitle: 0.31 }))).toEqual([
      "run: less than 97% of the server's limit",
      'run: more than 0.3 ms CPU per title',
    ]);
    expect(broken(outcome({ limit: undefined, titlesPerSecond: 19_999 }, 50))).toEqual([
      'run: fewer than 20,000 titles/s',
    ]);
  });
});
