import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import * as library from './index.js';

it('the example of the README prints what it says', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readme)!;
  const expected = [...code!.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line);
  const printed: string[] = [];
  const print = { log: (...words: string[]) => printed.push(words.join(' ')) };
  const body = code!.replace(
    /^import .*$/m,
    'const { transcriptionTranslator, withCache } = library;',
  );
  // The code block is run as it stands in the README, but for its import.
  const AsyncFunction = (async () => {}).constructor as new (
    ...parameters: string[]
  ) => (lib: typeof library, console: typeof print) => Promise<void>;
  await new AsyncFunction('library', 'console', body)(library, print);
  expect(printed).toEqual(expected);
});
