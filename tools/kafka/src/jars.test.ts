import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChecksumError, DownloadError } from './errors.js';
import { cacheFolder, fetchJars, jarList, repositoryUrl } from './jars.js';

const content = Buffer.from('a jar');
const sha256 = createHash('sha256').update(content).digest('hex');
let folder: string;
let server: Server;
let repository: string;
let requests: string[];
let answer: number[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jars-'));
  requests = [];
  answer = [];
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.statusCode = answer.shift() ?? 200;
    response.end(content);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  repository = `http://127.0.0.1:${(server.address() as AddressInfo).port}/maven2`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

describe('fetchJars', () => {
  const jars = [{ path: 'org/one/1.0/one-1.0.jar', sha256 }];

  it('downloads what is missing, once', async () => {
    const files = await fetchJars(jars, { folder, repository });
    expect(files).toEqual([join(folder, 'one-1.0.jar')]);
    expect(await readFile(join(folder, 'one-1.0.jar'))).toEqual(content);
    await fetchJars(jars, { folder, repository });
    expect(requests).toEqual(['/maven2/org/one/1.0/one-1.0.jar']);
  });

  it('tries again when the repository is busy', async () => {
    answer = [503, 502];
    await fetchJars(jars, { folder, repository });
    expect(requests).toHaveLength(3);
  });

  it('keeps nothing with another checksum', async () => {
    const wrong = [{ path: 'a/b.jar', sha256: '0'.repeat(64) }];
    await expect(fetchJars(wrong, { folder, repository })).rejects.toThrow(ChecksumError);
    expect(await readdir(folder)).toEqual([]);
  });

  it('names the address that failed and how to use a mirror', async () => {
    answer = [404];
    const failure = fetchJars(jars, { folder, repository });
    await expect(failure).rejects.toThrow(DownloadError);
    await expect(failure).rejects.toThrow(/one-1\.0\.jar.*404.*MAVEN_REPOSITORY_URL/);
  });
});

it('pins every jar by path and SHA-256', async () => {
  const { kafka, jars } = await jarList();
  expect(kafka).toMatch(/^4\./);
  expect(jars.map(({ path }) => path)).toContain(
    `org/apache/kafka/kafka_2.13/${kafka}/kafka_2.13-${kafka}.jar`,
  );
  for (const jar of jars) {
    expect(jar.path).toMatch(/^[\w./-]+\.jar$/);
    expect(jar.sha256).toMatch(/^[0-9a-f]{64}$/);
  }
  expect(new Set(jars.map(({ path }) => path.split('/').at(-1))).size).toBe(jars.length);
});

it('takes mirror and cache from the environment', () => {
  expect(repositoryUrl({})).toBe('https://repo1.maven.org/maven2');
  expect(repositoryUrl({ MAVEN_REPOSITORY_URL: 'https://m.example/maven/' })).toBe(
    'https://m.example/maven',
  );
  expect(cacheFolder('4.2.2', { XDG_CACHE_HOME: '/c' })).toBe('/c/wikistream/kafka/4.2.2');
});
