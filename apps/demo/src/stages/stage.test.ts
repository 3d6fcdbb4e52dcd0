import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Stage } from './stage.js';

let folder: string;
const stages: Stage[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-stage-'));
});
afterEach(async () => {
  await Promise.all(stages.splice(0).map((stage) => stage.stop(100)));
});

function stage(behaviour: string): Stage {
  const made = new Stage({
    name: 'sample',
    entry: new URL('../testing/sample-stage.mjs', import.meta.url),
    args: [behaviour],
    env: {},
    logFile: join(folder, 'sample.log'),
  });
  stages.push(made);
  return made;
}

const pidOf = (url: string | undefined) => Number(url?.split('/').pop());
const lives = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('learns the address, and starts the app again where it was when it is killed', async () => {
  const sample = stage('work');
  const address = await sample.start();
  const first = pidOf(address);
  process.kill(first, 'SIGKILL');
  await vi.waitFor(() => expect(pidOf(sample.healthUrl)).not.toBe(first), { timeout: 10_000 });
  expect(sample.restarts).toBe(1);
  expect(new URL(sample.healthUrl ?? '').port).toBe(new URL(address).port);
  expect(lives(pidOf(sample.healthUrl))).toBe(true);
});

it('fails at once, with what the app said, when it never got as far as listening', async () => {
  const sample = stage('misconfigured');
  await expect(sample.start()).rejects.toThrow(
    /exit code 1[\s\S]*KAFKA_BROKERS: must be host:port/,
  );
  expect(sample.restarts).toBe(0);
  await sample.stop(100);
  await vi.waitFor(async () =>
    expect(await readFile(join(folder, 'sample.log'), 'utf8')).toContain('KAFKA_BROKERS'),
  );
});

it('stops an app that listens to SIGTERM, and kills one that does not', async () => {
  for (const behaviour of ['work', 'deaf']) {
    const sample = stage(behaviour);
    const pid = pidOf(await sample.start());
    await sample.stop(200);
    expect(lives(pid)).toBe(false);
    expect(sample.restarts).toBe(0);
  }
});
