import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const here = fileURLToPath(new URL('..', import.meta.url));

it('runs the example in the README', async () => {
  const code = /```ts\n([\s\S]*?)```/.exec(await readFile(join(here, 'README.md'), 'utf8'))?.[1];
  // Inside the package, so that its own name resolves to its sources.
  const folder = await mkdtemp(join(here, '.readme-'));
  try {
    const example = join(folder, 'example.mts');
    await writeFile(example, code ?? '');
    const { stdout } = await run(process.execPath, [
      ...['--import', 'tsx', '--conditions', '@wikistream/source'],
      example,
    ]);
    expect(stdout).toBe('2 4 6\n');
  } finally {
    await rm(folder, { recursive: true });
  }
});
