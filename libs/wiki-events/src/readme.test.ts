import { readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import { expect, it } from 'vitest';
import * as library from './index.js';
import { change } from './testing/events.js';
import { FakeEventStreams } from './testing/fake-eventstreams.js';

it('the example of the README runs, as it stands there', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const source = /<!-- example -->\s+```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const compiled = ts.transpile(source, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
  });
  const body = compiled.replace(
    /import (\{[^}]+\}) from '@wikistream\/wiki-events';/,
    'const $1 = library;',
  );
  const server = new FakeEventStreams();
  const url = await server.listen();
  const now = Date.now();
  const dt = new Date(now).toISOString();
  server.append(
    change(1, { meta: { ...change(1).meta, dt }, title: 'Grüße' }),
    change(2, { meta: { ...change(2).meta, dt: new Date(now + 3_600_000).toISOString() } }),
  );
  const printed: unknown[][] = [];
  const print = (...line: unknown[]): number => printed.push(line);
  // The example reads for ever from Wikimedia; here it reads from a server of our own, up to now.
  const here = {
    ...library,
    streamEvents: (options: library.StreamOptions) =>
      library.streamEvents({ ...options, url, until: now, untilQuietMs: 20 }),
  };
  const run = compileFunction(`return (async () => {${body}})()`, ['library', 'console']) as (
    lib: unknown,
    log: unknown,
  ) => Promise<void>;
  await run(here, { log: print, error: print });
  await server.close();
  expect(printed).toEqual([['en', 'Grüße', 'https://en.wikipedia.org/wiki/Page_1']]);
});
