import { describe, expect, it, vi } from 'vitest';
import { download } from './download.js';

async function* parts(...texts: (string | Error)[]): AsyncGenerator<string, void, undefined> {
  for (const text of texts) {
    if (text instanceof Error) throw text;
    yield text;
  }
}

const told = (timeoutMs = 60_000) => ({ leave: vi.fn(), onError: vi.fn(), timeoutMs });

describe('download', () => {
  it('is the whole text, and gives its place back once at the end', async () => {
    const options = told();
    const body = await download(parts('a,ü\r\n', '', 'b\r\n'), options);
    expect(options.leave).not.toHaveBeenCalled();
    expect(await new Response(body).text()).toBe('a,ü\r\nb\r\n');
    expect(options.leave).toHaveBeenCalledOnce();
    expect(options.onError).not.toHaveBeenCalled();
  });

  it('fails before it begins where its first part fails', async () => {
    const options = told();
    await expect(download(parts(new Error('away')), options)).rejects.toThrow('away');
    expect(options.leave).toHaveBeenCalledOnce();
  });

  it('breaks off where a later part fails, and tells why', async () => {
    const options = told();
    const body = await download(parts('a', new Error('away')), options);
    await expect(new Response(body).text()).rejects.toThrow('away');
    expect(options.leave).toHaveBeenCalledOnce();
    expect(options.onError).toHaveBeenCalledExactlyOnceWith(new Error('away'));
  });

  it('ends the reading of rows when nobody wants more, though none was taken', async () => {
    const options = told();
    let ended = false;
    async function* endless(): AsyncGenerator<string, void, undefined> {
      try {
        for (;;) yield 'row';
      } finally {
        ended = true;
      }
    }
    const body = await download(endless(), options);
    await body.cancel();
    expect(ended).toBe(true);
    expect(options.leave).toHaveBeenCalledOnce();
  });

  it('reads on only as fast as it is taken, and cuts off who does not take it', async () => {
    const options = told(30);
    let read = 0;
    async function* counted(): AsyncGenerator<string, void, undefined> {
      for (;;) yield `${(read += 1)}`;
    }
    const body = await download(counted(), options);
    await vi.waitFor(() => expect(options.leave).toHaveBeenCalledOnce());
    expect(read).toBeLessThanOrEqual(2);
    expect(options.onError).toHaveBeenCalledOnce();
    await expect(new Response(body).text()).rejects.toThrow('not taken');
  });
});
