import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as library from './index.js';
import { startPglite, type TestServer } from './testing/pglite.js';

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));

// Compiling takes seconds on a quiet machine.
describe('the examples in the README', { timeout: 120_000 }, () => {
  let server: TestServer;
  let folder: string;
  let example: string;
  let windows: string;

  beforeAll(async () => {
    server = await startPglite();
    const readme = await readFile(join(here, '../README.md'), 'utf8');
    const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    // Inside the package, so that its own name resolves to its sources.
    folder = await mkdtemp(join(here, '../.readme-'));
    example = join(folder, 'example.mts');
    await writeFile(example, code);
    const more = /```typescript\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const names = [...new Set(more.match(/\b[a-z]+(?=\()/gi))].filter((name) => name in library);
    windows = join(folder, 'windows.mts');
    await writeFile(
      windows,
      `import { ${names.join(', ')} } from '@wikistream/risingwave-schema';\n${more}export { toWarehouse };\n`,
    );
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  it('begin with one of 30 lines at most', async () => {
    expect((await readFile(example, 'utf8')).trim().split('\n').length).toBeLessThanOrEqual(30);
  });

  it('compile', () => {
    const config = ts.readConfigFile(join(here, '../../../tsconfig.base.json'), (file) =>
      ts.sys.readFile(file),
    ) as { config: { compilerOptions: object } };
    const { options } = ts.convertCompilerOptionsFromJson(
      { ...config.config.compilerOptions, composite: false, incremental: false, noEmit: true },
      here,
    );
    const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram([example, windows], options));
    expect(diagnostics.map(({ messageText }) => messageText)).toEqual([]);
  });

  it('run', async () => {
    const start = () =>
      run(process.execPath, ['--import', 'tsx', '--conditions', '@wikistream/source', example], {
        env: { ...process.env, DATABASE_URL: server.url, DATABASE_TARGET: 'postgres' },
      });
    expect((await start()).stdout).toBe('');
    await server.pglite.exec(`insert into orders values (1, 'Riga', 100), (2, 'Riga', 50)`);
    expect((await start()).stdout).toBe('Riga: 2\n');
  });
});
