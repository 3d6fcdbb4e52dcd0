import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { ChecksumError, DownloadError } from './errors.js';

/** A jar, by its path in a Maven repository. */
export interface Jar {
  readonly path: string;
  readonly sha256: string;
}

/** Kafka's version and every jar its server needs, pinned. */
export interface JarList {
  readonly kafka: string;
  readonly jars: readonly Jar[];
}

const MAVEN_CENTRAL = 'https://repo1.maven.org/maven2';
const PARALLEL = 6;
const ATTEMPTS = 3;

/**
 * The list this tool was made with. It stays at Kafka 4.2 until KAFKA-20734 is mended: a lone broker
 * of 4.3.0 to 4.4.0 that is killed may leave a transaction open for ever.
 */
export async function jarList(): Promise<JarList> {
  const text = await readFile(new URL('../data/jars.json', import.meta.url), 'utf8');
  return JSON.parse(text) as JarList;
}

/** Where jars are kept: `$XDG_CACHE_HOME` or `~/.cache`, then `wikistream/kafka/<version>`. */
export function cacheFolder(version: string, env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'wikistream', 'kafka', version);
}

/** Repository the jars come from: `MAVEN_REPOSITORY_URL`, else Maven Central. */
export function repositoryUrl(env: NodeJS.ProcessEnv = process.env): string {
  return (env.MAVEN_REPOSITORY_URL || MAVEN_CENTRAL).replace(/\/+$/, '');
}

export interface JarOptions {
  readonly folder: string;
  readonly repository: string;
  /** Called before the first download. */
  readonly onDownload?: (count: number) => void;
}

/**
 * Files of all jars, downloaded where they are not in the folder yet. A file there is complete and
 * checked: it got its name only afterwards.
 * @throws DownloadError, ChecksumError
 */
export async function fetchJars(jars: readonly Jar[], options: JarOptions): Promise<string[]> {
  const { folder, repository, onDownload } = options;
  await mkdir(folder, { recursive: true });
  const files = jars.map(({ path }) => join(folder, basename(path)));
  const present = await Promise.all(files.map(exists));
  const missing = jars.filter((_, index) => !present[index]);
  if (missing.length > 0) onDownload?.(missing.length);
  const queue = [...missing];
  const worker = async () => {
    for (let jar = queue.shift(); jar; jar = queue.shift()) await fetchJar(jar, repository, folder);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return files;
}

async function fetchJar({ path, sha256 }: Jar, repository: string, folder: string): Promise<void> {
  const url = `${repository}/${path}`;
  const content = await download(url);
  const actual = createHash('sha256').update(content).digest('hex');
  if (actual !== sha256) throw new ChecksumError(url, sha256, actual);
  const file = join(folder, basename(path));
  // Several processes may fetch the same jar at once; each has a name of its own for the meantime.
  const partial = `${file}.${process.pid}.part`;
  await writeFile(partial, content);
  await rename(partial, file);
}

async function download(url: string): Promise<Buffer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(120_000) });
      if (response.ok) return Buffer.from(await response.arrayBuffer());
      await response.body?.cancel();
      if (response.status < 500 || attempt === ATTEMPTS) {
        throw new DownloadError(url, `the repository answered ${response.status}`);
      }
    } catch (error) {
      if (error instanceof DownloadError) throw error;
      if (attempt === ATTEMPTS) {
        const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new DownloadError(url, reason, { cause: error });
      }
    }
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
