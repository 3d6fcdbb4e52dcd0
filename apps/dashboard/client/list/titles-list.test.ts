import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Article, TitlesPage } from '../../src/api/contract.js';
import { MOST_FRESH, TitlesList } from './titles-list.js';

afterEach(() => vi.unstubAllGlobals());

/** An article of the minute `at`; the greater, the newer. */
function article(at: number, fields: Partial<Article> = {}): Article {
  const time = new Date(Date.UTC(2026, 0, 1) + at * 60_000).toISOString();
  return {
    key: `enwiki:${at}`,
    title: `Article ${at}`,
    titleZh: null,
    status: 'pending',
    language: { code: 'en', zh: '英语', en: 'English' },
    contributor: 'Ada',
    time: time.slice(0, 19).replace('T', ' '),
    url: '',
    ...fields,
  };
}

const page = (from: number, to: number, next: string | null): TitlesPage => ({
  articles: Array.from({ length: from - to + 1 }, (_, index) => article(from - index)),
  next,
});

type Answer = TitlesPage | Error | Promise<TitlesPage>;

/** Answers requests in order; the addresses asked for are returned. */
function serve(...answers: Answer[]): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (address: string, { signal }: { signal: AbortSignal }) => {
    asked.push(address);
    const answer = await answers.shift();
    signal.throwIfAborted();
    if (answer === undefined) throw new Error('asked once too often');
    if (answer instanceof Error) throw answer;
    return Response.json(answer);
  });
  return asked;
}

function listed(list: TitlesList): number[] {
  return list.articles.map(({ key }) => Number(key.slice('enwiki:'.length)));
}

const quiet = () => undefined;

/** Made before article 9, stored after it. */
const late = article(8.5, { key: 'dewiki:1' });

describe('TitlesList', () => {
  it('lists page after page, each article once, to the end', async () => {
    const asked = serve(page(9, 6, 'after 6'), page(6, 3, null));
    const list = new TitlesList(quiet);
    await list.begin({ language: 'en' });
    expect(listed(list)).toEqual([9, 8, 7, 6]);
    expect(list.state).toBe('more');
    await list.more();
    expect(listed(list)).toEqual([9, 8, 7, 6, 5, 4, 3]);
    expect(list.state).toBe('end');
    await list.more();
    expect(asked).toEqual(['/api/titles?language=en', '/api/titles?language=en&cursor=after+6']);
  });

  it('searches on over empty pages, and leaves it to the reader after four', async () => {
    const nothing = (next: string): TitlesPage => ({ articles: [], next });
    const asked = serve(nothing('a'), nothing('b'), nothing('c'), nothing('d'), page(2, 1, null));
    const list = new TitlesList(quiet);
    await list.begin({ search: 'rare' });
    expect(list.state).toBe('paused');
    expect(asked).toHaveLength(4);
    await list.more();
    expect(asked.at(-1)).toBe('/api/titles?search=rare&cursor=d');
    expect(listed(list)).toEqual([2, 1]);
  });

  it('gives up a view for another one: a late answer is not listed', async () => {
    let answerLate: (page: TitlesPage) => void = quiet;
    const late = new Promise<TitlesPage>((resolve) => (answerLate = resolve));
    serve(late, page(2, 1, null));
    const states: string[] = [];
    const list = new TitlesList(() => states.push(list.state));
    const first = list.begin({ search: 'slow' });
    await list.begin({ search: 'quick' });
    answerLate(page(99, 90, null));
    await first;
    expect(listed(list)).toEqual([2, 1]);
    expect(states).not.toContain('failed');
  });

  it('says why it failed, and goes on where it stopped', async () => {
    const asked = serve(page(4, 3, 'after 3'), new Error('away'), page(2, 1, null));
    const list = new TitlesList(quiet);
    await list.begin({});
    await list.more();
    expect(list.state).toBe('failed');
    expect((list.error as Error).message).toBe('no answer');
    expect(listed(list)).toEqual([4, 3]);
    await list.more();
    expect(listed(list)).toEqual([4, 3, 2, 1]);
    expect(asked.slice(1)).toEqual(Array(2).fill('/api/titles?cursor=after+3'));
  });

  it('counts newer articles of the view until they are shown, and moves nothing before', async () => {
    serve(page(5, 4, 'after 4'), page(7, 4, 'after 4'));
    const list = new TitlesList(quiet);
    await list.begin({ contributor: 'Ada' });
    list.receive([article(7), article(6), article(8, { contributor: 'Eve' }), article(3)]);
    list.receive([article(7), article(6)]);
    expect(list.fresh).toBe(2);
    expect(listed(list)).toEqual([5, 4]);
    await list.showFresh();
    expect(list.fresh).toBe(0);
    expect(listed(list)).toEqual([7, 6, 5, 4]);
  });

  it('counts an article that comes late, behind others', async () => {
    serve(page(9, 7, 'after 7'), { articles: [article(9), late, article(8)], next: 'after 8' });
    const list = new TitlesList(quiet);
    await list.begin({});
    list.receive([article(9), late, article(8), article(7), article(6)]);
    expect(list.fresh).toBe(1);
    await list.showFresh();
    expect(list.articles.map(({ key }) => key)).toEqual([
      'enwiki:9',
      late.key,
      'enwiki:8',
      'enwiki:7',
    ]);
  });

  it('counts what comes during a load: before the first page, and before the next', async () => {
    let answer!: (page: TitlesPage) => void;
    const answered = () => new Promise<TitlesPage>((resolve) => (answer = resolve));
    serve(answered());
    const list = new TitlesList(quiet);
    const beginning = list.begin({});
    list.receive([article(9), article(8), article(4)]);
    expect(list.fresh).toBe(0);
    answer(page(8, 6, 'after 6'));
    await beginning;
    expect(list.fresh).toBe(1);

    serve(answered());
    const more = list.more();
    list.receive([article(10), article(9)]);
    expect(list.fresh).toBe(2);
    answer(page(5, 3, null));
    await more;
    expect(list.fresh).toBe(2);
  });

  it('begins anew when so many came that the newest page does not reach the list', async () => {
    const asked = serve(page(5, 4, 'after 4'), page(90, 80, 'after 80'), page(79, 78, null));
    const list = new TitlesList(quiet);
    await list.begin({});
    list.receive([article(90)]);
    await list.showFresh();
    expect(listed(list)).toEqual([90, 89, 88, 87, 86, 85, 84, 83, 82, 81, 80]);
    await list.more();
    expect(asked.at(-1)).toBe('/api/titles?cursor=after+80');
    expect(listed(list).at(-1)).toBe(78);
  });

  it('fills translations into what is listed, and tells of nothing that is as it was', async () => {
    serve(page(5, 4, null));
    let changes = 0;
    const list = new TitlesList(() => (changes += 1));
    await list.begin({});
    const before = changes;
    list.receive([article(5)]);
    expect(changes).toBe(before);
    list.receive([article(5, { titleZh: '五', status: 'translated' })]);
    expect(changes).toBe(before + 1);
    expect(list.articles[0]?.titleZh).toBe('五');
  });

  it('remembers no more new articles than it tells, however long the page is open', async () => {
    serve(page(1, 1, null));
    const list = new TitlesList(quiet);
    await list.begin({});
    for (let at = 2; at < 3 * MOST_FRESH; at += 50) {
      list.receive(Array.from({ length: 50 }, (_, index) => article(at + index)));
    }
    expect(list.fresh).toBe(MOST_FRESH + 1);
  });
});
