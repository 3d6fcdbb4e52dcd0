import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BusyError, DatabaseError, QueryTimeoutError } from '../errors.js';
import type { History } from '../queries/history.js';
import type { Moment, Recent } from '../queries/recent.js';
import { civilClock } from '../time/civil.js';
import type { Readings, View } from './view.js';
import { MOST_FILTERED, Views } from './views.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  vi.setSystemTime('2026-03-02T02:30:15Z');
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
const taking = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds);
  });

const history: History = {
  days: new Map([['2026-01-01', 40]]),
  undated: 0,
  languages: [
    { code: 'de', zh: '德语', en: 'German', count: 42, hours: [] },
    { code: '', zh: null, en: null, count: 1, hours: [] },
  ],
  bots: 0,
  contributors: [],
  translations: [],
};

/** As many articles this hour as have been read so far. */
const recentAt = (moment: Moment, articles: number): Recent => ({
  ...moment,
  counted: moment,
  since: '2026-02-28',
  hours: new Map([[`${moment.civil.slice(0, 13)}:00`, articles]]),
  minutes: new Map(),
  latest: [],
  newestEvent: moment.at,
});

function viewsOf(readings: Partial<Readings> = {}) {
  let reads = 0;
  const errors: unknown[] = [];
  const whole: unknown[] = [];
  const views = new Views({
    readings: {
      recent: async (_filters, moment) => recentAt(moment, ++reads),
      history: async () => history,
      ...readings,
    },
    clock: civilClock('Asia/Shanghai'),
    intervalMs: 1_000,
    onError: (error) => errors.push(error),
    onWhole: (failure) => whole.push(failure),
  });
  return { views, errors, whole };
}

interface Told {
  readonly kind: string;
  readonly event: Record<string, unknown>;
}

function follow(view: View) {
  const told: Told[] = [];
  const leave = view.follow((kind, frame) => {
    const data = new TextDecoder().decode(frame).split('\ndata: ')[1] ?? '';
    told.push({ kind, event: JSON.parse(data) as Told['event'] });
  });
  const last = (kind: string) => told.findLast((event) => event.kind === kind)?.event;
  return { told, leave, last };
}

describe('Views', () => {
  it('has one view for equal filters', () => {
    const { views } = viewsOf();
    expect(views.of({ language: 'de' })).toBe(views.of({ language: 'de' }));
    expect(views.of({})).toBe(views.whole);
  });

  it('keeps the view of all articles whatever else is watched', async () => {
    const { views } = viewsOf();
    const leave = Array.from({ length: MOST_FILTERED }, (_, n) =>
      views.of({ language: `x${n}` }).follow(() => undefined),
    );
    expect(() => views.of({ language: 'de' })).toThrow(BusyError);
    expect(views.of({})).toBe(views.whole);
    leave.push(views.whole.follow(() => undefined));
    expect([views.active, views.followers]).toEqual([MOST_FILTERED + 1, MOST_FILTERED + 1]);
    await pass(1_000);
    expect(await views.whole.latest()).toMatchObject({ date: '2026-03-02' });
    for (const stop of leave) stop();
    expect(views.followers).toBe(0);
  });

  it('gives up the longest unused, never one that is watched', () => {
    const { views } = viewsOf();
    const watched = views.of({ language: 'x0' });
    const leave = watched.follow(() => undefined);
    const [, second, third] = Array.from({ length: MOST_FILTERED }, (_, n) =>
      views.of({ language: `x${n}` }),
    );
    expect(views.of({ language: 'x1' })).toBe(second);
    views.of({ language: 'one more' });
    expect(views.of({ language: 'x0' })).toBe(watched);
    expect(views.of({ language: 'x1' })).toBe(second);
    expect(views.of({ language: 'x2' })).not.toBe(third);
    leave();
  });
});

describe('View', () => {
  it('sends the newest figures at once, and all of them when the history is there', async () => {
    const { views } = viewsOf({
      history: async () => {
        await taking(4_500);
        return history;
      },
    });
    const { told, leave, last } = follow(views.whole);
    await pass(0);
    expect(last('recent')).toMatchObject({ date: '2026-03-02', today: 1 });
    expect(last('recent')).not.toHaveProperty('total');
    expect(last('confirmed')).toEqual({ time: '2026-03-02 10:30:15' });
    await pass(4_000);
    expect(last('recent')).toMatchObject({ today: 5 });
    expect(last('statistics')).toBeUndefined();
    await pass(500);
    expect(last('statistics')).toMatchObject({ today: 5, total: 45 });
    await pass(1_000);
    expect(last('statistics')).toMatchObject({ today: 6, total: 46 });
    const after = told.slice(told.findIndex(({ kind }) => kind === 'statistics'));
    expect(after.map(({ kind }) => kind)).not.toContain('recent');
    leave();
  });

  it('reads once a second for 200 who watch', async () => {
    const recent = vi.fn<Readings['recent']>(async (_filters, moment) => recentAt(moment, 1));
    const { views } = viewsOf({ recent });
    const pages = Array.from({ length: 200 }, () => follow(views.whole));
    await pass(59_500);
    for (const { leave } of pages) leave();
    expect(recent).toHaveBeenCalledTimes(60);
    // Nothing changed but the time it was found so, and the minute that began.
    const sent = pages.map(({ told }) => told.filter(({ kind }) => kind === 'statistics').length);
    expect(new Set(sent)).toEqual(new Set([2]));
    expect(pages[199]?.last('confirmed')).toEqual({ time: '2026-03-02 10:31:14' });
  });

  it('answers with figures read now, and never shows a page those of last night', async () => {
    const { views } = viewsOf();
    expect(await views.whole.latest()).toMatchObject({ today: 1, total: 41 });
    await pass(8 * 3_600_000);
    const { told, leave, last } = follow(views.whole);
    expect(told.filter(({ kind }) => kind !== 'problem')).toEqual([]);
    await pass(0);
    expect(last('statistics')).toMatchObject({ today: 2 });
    leave();
    await pass(3_600_000);
    expect(await views.whole.latest()).toMatchObject({ today: 3 });
    await pass(3_600_000);
    expect(await views.whole.newestEvent()).toEqual(new Date());
  });

  it('says that figures cannot be read, and why, until they can', async () => {
    let failure: Error | undefined;
    const { views, whole, errors } = viewsOf({
      recent: async (_filters, moment) => {
        if (failure) throw failure;
        return recentAt(moment, 1);
      },
    });
    const { leave, last, told } = follow(views.whole);
    await pass(0);
    expect(last('problem')).toEqual({ reason: null });
    failure = new DatabaseError(new Error('password of ana is wrong'));
    await pass(5_000);
    expect(last('problem')).toEqual({ reason: 'unavailable' });
    expect(last('confirmed')).toEqual({ time: '2026-03-02 10:30:15' });
    // Whoever comes now is told so as well.
    const late = follow(views.whole);
    expect(late.last('problem')).toEqual({ reason: 'unavailable' });
    expect(late.last('confirmed')).toEqual({ time: '2026-03-02 10:30:15' });
    late.leave();
    failure = new QueryTimeoutError(15_000, undefined);
    await pass(1_000);
    expect(last('problem')).toEqual({ reason: 'slow' });
    failure = undefined;
    await pass(1_000);
    expect(last('problem')).toEqual({ reason: null });
    expect(last('confirmed')).toEqual({ time: '2026-03-02 10:30:22' });
    leave();
    expect(JSON.stringify(told)).not.toContain('ana');
    expect(whole[0]).toBeUndefined();
    expect(whole.filter(Boolean)).toEqual(errors);
    expect(whole.at(-1)).toBeUndefined();
  });

  it('shows the newest figures although the history fails, and does not ask for it again and again', async () => {
    const readHistory = vi.fn(async () => {
      await taking(15_000);
      throw new QueryTimeoutError(15_000, undefined);
    });
    const { views, whole } = viewsOf({ history: readHistory });
    const { leave, last } = follow(views.whole);
    await pass(120_000);
    leave();
    // A tenth of the time: once in 150 s.
    expect(readHistory).toHaveBeenCalledOnce();
    expect(last('recent')).toMatchObject({ today: 121 });
    expect(last('problem')).toEqual({ reason: 'slow' });
    // The database itself answers.
    expect(whole.filter(Boolean)).toEqual([]);
  });

  it('has the editions from the history', async () => {
    const { views } = viewsOf();
    expect(await views.whole.languages()).toEqual([
      { code: 'de', zh: '德语', en: 'German', count: 42 },
    ]);
  });
});
