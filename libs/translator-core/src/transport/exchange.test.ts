import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Bounds } from './bounds.js';
import { AnswerTooLargeError, exchange } from './exchange.js';

let server: Server | undefined;
afterEach(() => {
  vi.useRealTimers();
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/path?query=1`;
}

const unbounded = () => new Bounds(undefined, undefined);

describe('exchange', () => {
  it('sends what it is given and reads an answer that comes in pieces, split inside a character', async () => {
    const url = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const answer = Buffer.from(
          JSON.stringify({ got: `${request.method} ${request.url} ${body}`, text: '译文' }),
        );
        const cut = answer.length - 4;
        response.writeHead(201, { 'content-type': 'application/json' });
        response.write(answer.subarray(0, cut), () => response.end(answer.subarray(cut)));
      });
    });
    const init = { method: 'POST', headers: { accept: '*/*' }, body: '"标题"' };
    const answer = await exchange(url, init, unbounded());
    expect([answer.ok, answer.status]).toEqual([true, 201]);
    expect(answer.headers.get('Content-Type')).toBe('application/json');
    expect(await answer.json()).toEqual({ got: 'POST /path?query=1 "标题"', text: '译文' });
  });

  it('gives answers that are no success like others, and does not follow them', async () => {
    const url = await serve((_, response) =>
      response.writeHead(302, { location: '/elsewhere' }).end('over there'),
    );
    const answer = await exchange(url, {}, unbounded());
    expect([answer.ok, answer.status, await answer.text()]).toEqual([false, 302, 'over there']);
  });

  it('fails as fetch does when nobody listens, or the connection breaks in the middle', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('half', () => response.socket?.destroy());
    });
    await expect(exchange(url, {}, unbounded())).rejects.toThrow(TypeError);
    await new Promise((resolve) => server?.close(resolve));
    await expect(exchange(url, {}, unbounded())).rejects.toMatchObject({
      name: 'TypeError',
      cause: { code: 'ECONNREFUSED' },
    });
  });

  it('reads no more of an answer than it may', async () => {
    let closed = false;
    const url = await serve((_, response) => {
      response.once('close', () => (closed = true));
      const more = () => {
        while (!closed && response.write('x'.repeat(65_536)));
        if (!closed) response.once('drain', more);
      };
      more();
    });
    const answer = exchange(url, {}, new Bounds(undefined, undefined, 2 ** 20));
    await expect(answer).rejects.toBeInstanceOf(AnswerTooLargeError);
    await expect(answer).rejects.toThrow('larger than 1 MiB');
    await expect.poll(() => closed).toBe(true);
  });

  it('sends as many requests at a time as it is given', async () => {
    const waiting: (() => void)[] = [];
    const url = await serve((_, response) => void waiting.push(() => response.end('{}')));
    const answers = Array.from({ length: 300 }, () => exchange(url, {}, unbounded()));
    await expect.poll(() => waiting.length).toBe(300);
    for (const answer of waiting) answer();
    await Promise.all(answers);
  });

  it('ends the connection when the time is up or the caller gives up', async () => {
    let gone = 0;
    let arrived: (() => void) | undefined;
    const url = await serve((request) => {
      request.socket.once('close', () => (gone += 1));
      arrived?.();
    });
    const reachedLate = new Promise<void>((resolve) => (arrived = resolve));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const late = new Bounds(20, undefined);
    const outOfTime = expect(exchange(url, {}, late)).rejects.toThrow('fetch failed');
    await reachedLate;
    vi.advanceTimersByTime(20);
    vi.useRealTimers();
    await outOfTime;
    expect(late.timedOut).toBe(true);
    await expect.poll(() => gone).toBe(1);

    const giveUp = new AbortController();
    const reached = new Promise<void>((resolve) => (arrived = resolve));
    const bounds = new Bounds(60_000, giveUp.signal);
    const call = exchange(url, {}, bounds);
    void reached.then(() => giveUp.abort(new Error('not wanted')));
    await expect(call).rejects.toMatchObject({ cause: { message: 'not wanted' } });
    expect(bounds.timedOut).toBe(false);
    await expect.poll(() => gone).toBe(2);
    bounds.release();
  });

  it('is not begun for a caller who has given up already', () => {
    expect(() => new Bounds(undefined, AbortSignal.abort(new Error('gone')))).toThrow('gone');
  });
});
