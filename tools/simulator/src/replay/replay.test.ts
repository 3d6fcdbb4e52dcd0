import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { decodeRecentChange, isCanary, wikipediaArticles } from '@wikistream/wiki-events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReplayError } from '../errors.js';
import { expectedArticles } from '../expected-articles.js';
import { sampleEvents } from '../sample/sample-events.js';
import { SAMPLE_FILE, sampleText } from '../sample/write-sample.js';
import { startSimulator } from '../server/start-simulator.js';
import { receive } from '../testing/client.js';
import { event, events } from '../testing/events.js';
import { readEvents } from './read-events.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function idsIn(file: string): Promise<unknown[]> {
  const ids: unknown[] = [];
  for await (const { event: read } of readEvents(file)) ids.push(read.meta.id);
  return ids;
}

async function write(name: string, content: string | Buffer): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

const text = events(3)
  .map((one) => JSON.stringify(one))
  .join('\n');

describe('readEvents', () => {
  it.each([
    ['plain', text],
    ['gzip', gzipSync(text)],
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['an SSE dump', `:ok\n\n${text.replace(/^/gm, 'event: message\nid: []\ndata: ')}\n\n`],
  ])('reads %s', async (name, content) => {
    const file = await write(name, content);
    expect(await idsIn(file)).toEqual(['event-0', 'event-1', 'event-2']);
  });

  it('names the line that is at fault', async () => {
    const file = await write('broken', `${text}\n{"meta":`);
    await expect(idsIn(file)).rejects.toThrow(ReplayError);
    await expect(idsIn(file)).rejects.toThrow(/broken, line 4: not JSON/);
    await expect(idsIn(join(folder, 'none'))).rejects.toThrow(/none: ENOENT/);
  });
});

describe('a replay', () => {
  it('sends everything once, waiting for a client that is behind', async () => {
    const file = await write(
      'long',
      events(3000)
        .map((one) => `${JSON.stringify(one)}\n`)
        .join(''),
    );
    const simulator = await startSimulator({ replay: { file, speed: 'max' }, lookahead: 100 });
    try {
      expect(simulator.stats.appended).toBeLessThanOrEqual(100);
      const { messages } = await receive(
        `${simulator.url}/v2/stream/recentchange?since=0`,
        (all) => all.length >= 3000,
      );
      expect(messages.map(({ data }) => data.meta.offset)).toEqual([...Array(3000).keys()]);
      expect(simulator.stats).toMatchObject({ appended: 3000, missed: 0 });
      await simulator.fed;
    } finally {
      await simulator.stop();
    }
  });

  it('loops with other ids and later times', async () => {
    const file = await write('loop', `${JSON.stringify({ ...event(0), id: 7 })}\n`);
    const simulator = await startSimulator({
      replay: { file, speed: 'max', atEnd: 'loop' },
      lookahead: 3,
    });
    try {
      const { messages } = await receive(
        `${simulator.url}/v2/stream/recentchange?since=0`,
        (all) => all.length >= 3,
      );
      const first = messages.slice(0, 3);
      expect(new Set(first.map(({ data }) => data.meta.id)).size).toBe(3);
      expect(first.map(({ data }) => data.id)).toEqual([7, 10_000_000_007, 20_000_000_007]);
    } finally {
      await simulator.stop();
    }
  });

  it('gives events the present time when asked', async () => {
    const before = Date.now();
    const file = await write('now', text);
    const replay = { file, speed: 'max', shiftToNow: true } as const;
    const simulator = await startSimulator({ replay });
    try {
      const url = `${simulator.url}/v2/stream/recentchange?since=0`;
      const { messages } = await receive(url, (all) => all.length >= 3);
      for (const { data } of messages) {
        expect(Date.parse((data.meta as unknown as { dt: string }).dt)).toBeGreaterThanOrEqual(
          before,
        );
      }
    } finally {
      await simulator.stop();
    }
  });
});

describe('the bundled sample', () => {
  it('is what its script writes', async () => {
    let committed = '';
    for await (const { line } of readEvents(SAMPLE_FILE)) committed += `${line.toString()}\n`;
    expect(committed).toBe(sampleText());
  });

  it('holds valid events, and what programs stumble over', () => {
    const all = sampleEvents();
    for (const one of all) decodeRecentChange(one);
    const metaIds = all.map(({ meta }) => meta.id);
    expect(all.length - new Set(metaIds).size).toBeGreaterThan(20);
    expect(all.some(({ meta }) => meta.domain === 'canary')).toBe(true);
    expect(all.some(({ wiki }) => wiki === 'testwiki')).toBe(true);
    const wikis = new Set(all.map(({ wiki }) => wiki));
    for (const wiki of ['be_x_oldwiki', 'zh_yuewiki', 'zh_min_nanwiki', 'nds_nlwiki']) {
      expect(wikis).toContain(wiki);
    }
    expect(all.some(({ user }) => /^~2026-/.test(String(user)))).toBe(true);
  });

  it('has the articles the library selects, counted without it', async () => {
    const filter = wikipediaArticles('new');
    const selected = new Set<string>();
    for (const one of sampleEvents()) {
      const change = decodeRecentChange(one);
      if (!isCanary(change) && filter.test(change)) selected.add(`${change.wiki}:${change.id}`);
    }
    const expected = await expectedArticles(SAMPLE_FILE);
    expect(expected.length).toBeGreaterThanOrEqual(300);
    expect(new Set(expected.map(({ wiki, id }) => `${wiki}:${id}`))).toEqual(selected);
    // Two wikis share an id.
    expect(new Set(expected.map(({ id }) => id)).size).toBeLessThan(expected.length);
    expect(new Set(expected.map(({ wiki }) => wiki)).size).toBeGreaterThanOrEqual(40);
  });
});
