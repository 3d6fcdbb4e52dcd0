import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Languages, Problem, Statistics, TitlesPage } from '../api/contract.js';
import { LiveHealth } from '../health/live-health.js';
import { PipelineHealthReader } from '../health/pipeline-health.js';
import { Views } from '../live/views.js';
import { readHistory } from '../queries/history.js';
import { readRecent } from '../queries/recent.js';
import { startWarehouse, type Warehouse } from '../testing/warehouse.js';
import { civilClock } from '../time/civil.js';
import type { AccessOptions } from './access.js';
import { routes } from './routes.js';

let warehouse: Warehouse;
let folder: string;
const onError = vi.fn();

beforeAll(async () => {
  warehouse = await startWarehouse();
  await warehouse.store([
    { id: 1, title: 'Alt', time: '2026-03-01 23:59:59' },
    {
      id: 2,
      title: '<img src=x onerror=alert(1)>',
      time: '2026-03-02 08:00:00',
      url: 'javascript:alert(1)',
    },
  ]);
  folder = await mkdtemp(join(tmpdir(), 'wikistream-pages-'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Statistics</title>');
  await writeFile(join(folder, 'titles.html'), '<!doctype html><title>Titles</title>');
});
afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

function viewsOf(): Views {
  const { reader } = warehouse;
  return new Views({
    readings: {
      recent: (filters, moment, before) => readRecent(reader, filters, moment, before),
      history: (filters) => readHistory(reader, filters),
    },
    clock: civilClock('Asia/Shanghai'),
    intervalMs: 50,
    onError,
  });
}

function app(access: AccessOptions = {}, views = viewsOf()): Hono {
  return routes({
    views,
    health: new LiveHealth({ read: () => new PipelineHealthReader([]).read(null), onError }),
    reader: warehouse.reader,
    publicFolder: relative(process.cwd(), folder),
    access,
    onError,
  });
}

const json = async <T>(response: Response | Promise<Response>) =>
  (await (await response).json()) as T;

/** The first event of a kind, whatever comes before it. */
async function eventOf(response: Response, kind: string): Promise<string> {
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  const wanted = new RegExp(`^event: ${kind}\\n[^]*?\\n\\n`, 'm');
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    text += decoder.decode(value, { stream: true });
    const found = wanted.exec(text)?.[0];
    if (!found && !done) continue;
    await reader.cancel();
    return found ?? text;
  }
}

describe('routes', () => {
  it('hand out the pages, which may run nothing but their own scripts', async () => {
    for (const [path, title] of [
      ['/', 'Statistics'],
      ['/titles', 'Titles'],
    ] as const) {
      const response = await app().request(path);
      expect(await response.text()).toContain(`<title>${title}</title>`);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toContain('unsafe');
      expect(response.headers.get('x-frame-options')).toBe('DENY');
    }
  });

  it('answer 304 for a page that is still the same', async () => {
    const etag = (await app().request('/')).headers.get('etag') ?? '';
    const again = await app().request('/', { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });

  it('hand out nothing outside the folder', async () => {
    for (const path of [
      '/../package.json',
      '/%2e%2e/package.json',
      '/..%2fpackage.json',
      '/nothing',
    ]) {
      expect((await app().request(path)).status, path).toBe(404);
    }
  });

  it('give the figures once, and as events', async () => {
    const api = app();
    expect(await json<Statistics>(api.request('/api/statistics'))).toMatchObject({ total: 2 });
    expect(await json<Statistics>(api.request('/api/statistics?to=2026-03-01'))).toMatchObject({
      total: 1,
    });
    const live = await api.request('/api/live');
    expect(live.headers.get('content-type')).toContain('text/event-stream');
    expect(await eventOf(live, 'statistics')).toMatch(/^event: statistics\ndata: .*"total":2/);
  });

  it('give every edition with articles', async () => {
    expect(await json<Languages>(app().request('/api/languages'))).toEqual([
      { code: 'de', zh: '德语', en: 'German', count: 2 },
    ]);
  });

  it('begin nothing for HEAD that only a reader would end', async () => {
    const views = viewsOf();
    const api = app({}, views);
    for (let n = 0; n < 10; n += 1) {
      for (const [path, type] of [
        ['/api/live', 'text/event-stream; charset=utf-8'],
        ['/api/titles.csv', 'text/csv; charset=utf-8'],
      ] as const) {
        const head = await api.request(path, { method: 'HEAD' });
        expect([head.status, head.headers.get('content-type')]).toEqual([200, type]);
      }
    }
    expect(views.followers).toBe(0);
    const download = await api.request('/api/titles.csv');
    expect(download.status).toBe(200);
    await download.text();
  });

  it('give titles as text, linked to Wikipedia or nowhere', async () => {
    const { articles, next } = await json<TitlesPage>(app().request('/api/titles'));
    expect(next).toBeNull();
    expect(articles.map(({ title, url }) => [title, url])).toEqual([
      ['<img src=x onerror=alert(1)>', ''],
      ['Alt', 'https://de.wikipedia.org/wiki/1'],
    ]);
  });

  it('give the titles as a file to download', async () => {
    const response = await app().request('/api/titles.csv?search=alt');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="titles.csv"');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect((await response.text()).split('\r\n')).toHaveLength(3);
  });

  it('give a place back when a download is given up', async () => {
    const api = app();
    for (let n = 0; n < 10; n += 1) {
      const response = await api.request('/api/titles.csv');
      await response.body?.cancel();
      expect(response.status).toBe(200);
    }
  });

  it('name the parameter at fault, and say so where there is no such address', async () => {
    const wrong = await app().request('/api/titles?from=yesterday');
    expect(wrong.status).toBe(400);
    expect(await json<Problem>(wrong)).toMatchObject({ parameter: 'from' });
    expect((await app().request('/api/nothing')).status).toBe(404);
  });

  it('tell the log, never the client, what went wrong inside', async () => {
    onError.mockClear();
    await warehouse.execute('alter view dwd_wiki_new_detail rename to gone');
    try {
      expect((await app().request('/api/titles.csv')).status).toBe(503);
      const response = await app().request('/api/titles');
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('5');
      const { error } = await json<Problem>(response);
      expect(error).not.toMatch(/gone|relation|select/i);
    } finally {
      await warehouse.execute('alter view gone rename to dwd_wiki_new_detail');
    }
  });
});

describe('access', () => {
  const basic = (pair: string) => ({
    authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
  });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const status = async (access: AccessOptions, headers: Record<string, string> = {}) =>
    (await app(access).request('/api/titles', { headers })).status;

  it('is open unless something is configured', async () => {
    expect(await status({})).toBe(200);
  });

  it('asks for a password, a colon in it included', async () => {
    const access = { basicAuth: 'ada:with:colon' };
    expect(await status(access)).toBe(401);
    expect(await status(access, basic('ada:wrong'))).toBe(401);
    expect(await status(access, basic('ada:with:colon'))).toBe(200);
  });

  it('takes a token, and either where both are configured', async () => {
    const access = { token: 'a-long-token-of-32-characters-00', basicAuth: 'ada:password' };
    expect(await status({ token: access.token })).toBe(401);
    expect(await status({ token: access.token }, bearer('another-token'))).toBe(401);
    expect(await status(access, bearer(access.token))).toBe(200);
    expect(await status(access, bearer('another-token'))).toBe(401);
    expect(await status(access, basic('ada:password'))).toBe(200);
  });

  it('guards the pages too', async () => {
    expect((await app({ basicAuth: 'ada:password' }).request('/')).status).toBe(401);
  });
});
