import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { npmStart } from './running-demo.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wikistream-faults-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const anyPorts = ['--dashboard-port', '0', '--database-port', '0'];

it('prints every configuration fault with its variable and starts nothing', async () => {
  const demo = npmStart(['--speed', 'fast', '--data-dir', join(folder, 'untouched')], {
    TIME_ZONE: 'Mars/Olympus',
    DASHBOARD_PORT: '70000',
  });
  expect(await demo.exited).toBe(1);
  for (const fault of [
    'DEMO_SPEED (--speed): "fast" must be a number, or max',
    'TIME_ZONE (--time-zone): "Mars/Olympus" must be an IANA time zone',
    'DASHBOARD_PORT (--dashboard-port): "70000" must be <= 65535',
  ]) {
    expect(demo.output()).toContain(fault);
  }
  expect(demo.output()).not.toContain('Dashboard:');
});

it('says in a sentence that a port is taken', async () => {
  const occupant = createServer().listen(0, '127.0.0.1');
  await once(occupant, 'listening');
  const port = String((occupant.address() as AddressInfo).port);
  const args = ['--source', 'simulator', '--data-dir', join(folder, 'ports')];
  try {
    const database = npmStart([...args, '--database-port', port, '--dashboard-port', '0']);
    expect(await database.exited).toBe(1);
    expect(database.output()).toContain(`Cannot listen on 127.0.0.1:${port} for the database`);

    const dashboard = npmStart([...args, '--database-port', '0', '--dashboard-port', port]);
    expect(await dashboard.exited).toBe(1);
    expect(dashboard.output()).toContain(`Cannot listen on 127.0.0.1:${port} for the dashboard`);
  } finally {
    occupant.close();
  }
});

it('says in a sentence that the data folder cannot be used', async () => {
  const file = join(folder, 'a-file');
  await writeFile(file, '');
  const demo = npmStart(['--data-dir', join(file, 'data'), ...anyPorts]);
  expect(await demo.exited).toBe(1);
  expect(demo.output()).toContain(
    `Cannot use the data folder ${join(file, 'data')}: a part of the path is a file.`,
  );
});

it('says in a sentence that the stream cannot be reached, and goes on with the simulator', async () => {
  const demo = npmStart(['--data-dir', join(folder, 'offline'), ...anyPorts], {
    EVENTSTREAMS_URL: 'http://127.0.0.1:1',
    OLLAMA_HOST: 'http://127.0.0.1:1',
  });
  try {
    await demo.printed(/(127\.0\.0\.1:1 cannot be reached, so made-up events)/);
    await demo.printed(/(No Ollama answers at http:\/\/127\.0\.0\.1:1, so titles are transcribed)/);
    await demo.printed(/loader +([1-9][\d,]*) articles/);
  } finally {
    demo.interrupt();
    await demo.exited;
  }
});

it('documents every option', async () => {
  const demo = npmStart(['--help']);
  expect(await demo.exited).toBe(0);
  for (const option of [
    '--source',
    '--replay',
    '--articles-per-minute',
    '--dashboard-port',
    '--data-dir',
    '--model',
  ]) {
    expect(demo.output()).toContain(option);
  }
});
