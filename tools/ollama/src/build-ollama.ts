import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BuildError } from './errors.js';
import { checkToolchain } from './toolchain.js';

const MODULE = fileURLToPath(new URL('../build', import.meta.url));
const OLLAMA = 'github.com/ollama/ollama';
const AUDIO = 'github.com/gen2brain/malgo';
const BUILD_MS = 30 * 60_000;
const OUTPUT_BYTES = 64 * 1024 * 1024;
const KEPT_OUTPUT = 4_000;
const run = promisify(execFile);

export interface BuildOptions {
  /** Told when the server has to be built first, which takes minutes. */
  readonly onBuild?: (version: string) => void;
}

/**
 * The Ollama server, built once from its Go module in the version and with the checksums that
 * `build/go.mod` and `build/go.sum` pin, and kept in the user's cache.
 * @returns the file to run
 * @throws ToolchainMissingError, BuildError
 */
export async function buildOllama(options: BuildOptions = {}): Promise<string> {
  const version = await ollamaVersion();
  const file = join(cacheFolder(version), 'ollama');
  if (await exists(file)) return file;
  await checkToolchain();
  options.onBuild?.(version);
  await mkdir(cacheFolder(version), { recursive: true });
  const folder = await mkdtemp(join(cacheFolder(version), 'build-'));
  try {
    await compile(version, folder);
    // Whoever builds at the same time ends with the same file.
    await rename(join(folder, 'ollama'), file);
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new BuildError(version, stderr.slice(-KEPT_OUTPUT), { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return file;
}

async function compile(version: string, folder: string): Promise<void> {
  const go = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    run('go', args, {
      cwd: MODULE,
      env: { ...process.env, GOFLAGS: '-mod=readonly', CGO_ENABLED: '1', ...env },
      timeout: BUILD_MS,
      maxBuffer: OUTPUT_BYTES,
    });
  // A module's archive leaves out folders named `vendor`, and with them the headers Ollama keeps there:
  // two come from the system, the third from a module that has it.
  const { stdout } = await go(['mod', 'download', '-json', AUDIO]);
  const { Dir: source } = JSON.parse(stdout) as { Dir: string };
  await mkdir(join(folder, 'include', 'miniaudio'), { recursive: true });
  const header = join(folder, 'include', 'miniaudio', 'miniaudio.h');
  await copyFile(join(source, 'miniaudio.h'), header);
  const flags = `-s -w -X=${OLLAMA}/version.Version=${version}`;
  await go(['build', '-trimpath', '-ldflags', flags, '-o', join(folder, 'ollama'), OLLAMA], {
    CGO_CPPFLAGS: `-I${join(folder, 'include')}`,
    CGO_CFLAGS: '-O2 -w',
    // What is compiled as C++ is not what the time of a tiny model is spent in.
    CGO_CXXFLAGS: '-O1 -w',
  });
}

/** The version of Ollama that is pinned, without its v. */
export async function ollamaVersion(): Promise<string> {
  const pinned = await readFile(join(MODULE, 'go.mod'), 'utf8');
  const match = /github\.com\/ollama\/ollama v(\S+)/.exec(pinned);
  if (!match?.[1]) throw new Error(`${MODULE}/go.mod requires no ${OLLAMA}`);
  return match[1];
}

/** Where the built server is kept. */
export function cacheFolder(version: string, env: NodeJS.ProcessEnv = process.env): string {
  const base = env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return join(base, 'wikistream', 'ollama', version);
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
