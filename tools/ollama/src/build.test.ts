import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cacheFolder, ollamaVersion } from './build-ollama.js';
import { ToolchainMissingError } from './errors.js';
import { checkToolchain, recentGo } from './toolchain.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toolchain-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function command(name: string, script: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
}

it('knows which Go is recent enough', () => {
  expect(['go1.26', 'go1.26.8', 'go1.30.1', 'go2.0'].every(recentGo)).toBe(true);
  expect(['go1.25.9', 'go1.9', 'devel', ''].some(recentGo)).toBe(false);
});

it('says what is missing and how to get it, before anything is built', async () => {
  const check = () => checkToolchain({ PATH: `${folder}:/bin:/usr/bin`, CXX: join(folder, 'cxx') });
  await expect(checkToolchain({ PATH: folder })).rejects.toThrow(ToolchainMissingError);
  await expect(checkToolchain({ PATH: folder })).rejects.toThrow(/no working go.*go\.dev/);
  await command('go', 'echo go1.21.3');
  await expect(check()).rejects.toThrow(/go is of version go1\.21\.3/);
  await command('go', 'echo go1.26.0');
  await command(
    'cxx',
    'echo "<stdin>:1:10: fatal error: nlohmann/json.hpp: No such file" >&2; exit 1',
  );
  await expect(check()).rejects.toThrow(/nlohmann\/json\.hpp: No such file.*apt-get install/);
  await command('cxx', 'cat >/dev/null');
  await check();
});

it('pins a version and keeps its build apart from others', async () => {
  const version = await ollamaVersion();
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(cacheFolder(version, { XDG_CACHE_HOME: '/c' })).toBe(`/c/wikistream/ollama/${version}`);
});
