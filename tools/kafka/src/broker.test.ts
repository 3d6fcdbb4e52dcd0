import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JavaMissingError } from './errors.js';
import { findJava, javaVersion } from './java.js';
import { freePorts } from './ports.js';
import { answers, brokersOf, metadataRequest } from './probe.js';
import { clusterId, serverProperties } from './server-properties.js';

describe('java', () => {
  it('reads versions old and new', () => {
    expect(javaVersion('openjdk version "17.0.15" 2025-04-15')).toBe(17);
    expect(javaVersion('java version "1.8.0_402"')).toBe(8);
    expect(javaVersion('openjdk version "25" 2025-09-16')).toBe(25);
    expect(javaVersion('command not found')).toBeUndefined();
  });

  it('says what to install when there is none', async () => {
    const missing = findJava({ JAVA_HOME: '/nonexistent' });
    await expect(missing).rejects.toThrow(JavaMissingError);
    await expect(missing).rejects.toThrow(/needs Java 17.*openjdk-17-jre-headless/);
  });

  it('refuses one that is too old', async () => {
    const home = await mkdtemp(join(tmpdir(), 'java-'));
    try {
      await mkdir(join(home, 'bin'));
      await writeFile(
        join(home, 'bin', 'java'),
        '#!/bin/sh\necho \'openjdk version "11.0.2"\' >&2\n',
      );
      await chmod(join(home, 'bin', 'java'), 0o755);
      await expect(findJava({ ...process.env, JAVA_HOME: home })).rejects.toThrow(/java is 11\./);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });
});

describe('server.properties', () => {
  it('is that of one node with transactions, and no topics made by accident', () => {
    const address = { host: '127.0.0.1', port: 1, controllerPort: 2 };
    const text = serverProperties(address, 'C:\\data', { 'log.flush.interval.messages': 1 });
    expect(text).toContain('listeners=BROKER://127.0.0.1:1,CONTROLLER://127.0.0.1:2\n');
    expect(text).toContain('transaction.state.log.min.isr=1\n');
    expect(text).toContain('auto.create.topics.enable=false\n');
    expect(text).toContain('log.dirs=C:\\\\data\n');
    expect(text).toContain('log.flush.interval.messages=1\n');
  });

  it('has a cluster id the tools take for no option', () => {
    expect(clusterId(Buffer.alloc(16, 0xff))).toMatch(/^[\w][\w-]{21}$/);
    expect(clusterId(Buffer.from([0xf8, ...Buffer.alloc(15)]))).toMatch(/^A/);
  });
});

describe('probe', () => {
  it('is a framed request and reads a partial response as none yet', () => {
    const request = metadataRequest();
    expect(request.readInt32BE(0)).toBe(request.length - 4);
    const response = Buffer.from([0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 2]);
    expect(brokersOf(response)).toBe(2);
    expect(brokersOf(response.subarray(0, 11))).toBeUndefined();
  });

  it('is false where nothing listens', async () => {
    const [port = 0, other] = await freePorts('127.0.0.1', 2);
    expect(port).not.toBe(other);
    expect(await answers('127.0.0.1', port)).toBe(false);
  });
});
