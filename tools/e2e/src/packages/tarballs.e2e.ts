import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const ADDON = 'node_modules/@confluentinc/kafka-javascript';
const LIBRARIES = ['wiki-events', 'kafka-io', 'translator-core', 'risingwave-schema'];

let project: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'wikistream-packages-'));
});
afterAll(() => rm(project, { recursive: true, force: true }));

it('packs nothing but what a user of the library needs', async () => {
  for (const library of LIBRARIES) {
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', project], {
      cwd: join(ROOT, 'libs', library),
    });
    const report = JSON.parse(stdout) as unknown;
    // npm prints an array, or an object by package name, depending on its version.
    const [packed] = Object.values(report as Record<string, { files: { path: string }[] }>);
    const paths = packed?.files.map(({ path }) => path) ?? [];
    expect(paths).toContain('dist/index.js');
    expect(paths).toContain('dist/index.d.ts');
    expect(paths).toContain('README.md');
    expect(paths).toContain('LICENSE');
    expect(paths.filter((path) => /\.test\.|tsbuildinfo|^src\/|vitest/.test(path))).toEqual([]);
  }
});

it('installs into an empty project from the tarballs, and works there with its types', async () => {
  await writeFile(
    join(project, 'package.json'),
    '{ "name": "user", "type": "module", "private": true }',
  );
  const tarballs = LIBRARIES.map((library) => `./wikistream-${library}-0.1.0.tgz`);
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...tarballs], {
    cwd: project,
  });
  // The set-up built the addon for this machine already; building it again would prove nothing new.
  await cp(join(ROOT, ADDON, 'build'), join(project, ADDON, 'build'), { recursive: true });

  await writeFile(
    join(project, 'user.ts'),
    `${LIBRARIES.map((library, n) => `import * as library${n} from '@wikistream/${library}';`).join('\n')}
     export const counts: number[] = [${LIBRARIES.map((_, n) => `Object.keys(library${n}).length`).join(', ')}];
     console.log(JSON.stringify(counts));`,
  );
  await writeFile(
    join(project, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'es2023',
        module: 'nodenext',
        strict: true,
        skipLibCheck: true,
        types: ['node'],
        typeRoots: [join(ROOT, 'node_modules/@types')],
        outDir: 'out',
      },
      files: ['user.ts'],
    }),
  );
  await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', project]);
  const { stdout } = await run(process.execPath, [join(project, 'out/user.js')]);
  for (const count of JSON.parse(stdout) as number[]) expect(count).toBeGreaterThan(3);
});

it('names its version, licence and entry in each manifest', async () => {
  for (const library of LIBRARIES) {
    const manifest = JSON.parse(
      await readFile(join(project, 'node_modules/@wikistream', library, 'package.json'), 'utf8'),
    ) as {
      license: string;
      type: string;
      exports: Record<string, unknown>;
      engines: { node: string };
    };
    expect(manifest).toMatchObject({ license: 'MIT', type: 'module' });
    expect(manifest.engines.node).toContain('20.19');
    expect(Object.keys(manifest.exports)).toContain('.');
  }
});
