import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';

const app = new URL('../testing/sample-app.ts', import.meta.url);
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = fork(app, args, {
    execArgv: ['--import', 'tsx', '--conditions', '@wikistream/source'],
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  children.push(child);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exit = once(child, 'exit').then(([code]) => ({ code: code as number, output }));
  const listening = once(child, 'message').then(([message]) => (message as { url: string }).url);
  return { child, exit, listening };
}

describe('runApp', () => {
  it('answers the three health paths and stops on SIGTERM with 0', async () => {
    const { child, exit, listening } = start(['work']);
    const url = await listening;
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({
      status: 'ready',
      checks: { work: { ready: true } },
    });
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('process_cpu_seconds_total');
    expect((await fetch(`${url}/else`)).status).toBe(404);
    child.kill('SIGTERM');
    expect((await exit).code).toBe(0);
  });

  it('stops with 0 while it still waits for what it needs, and says what that was', async () => {
    const { child, exit, listening } = start(['wait-at-start']);
    await listening;
    child.kill('SIGTERM');
    const { code, output } = await exit;
    expect(code).toBe(0);
    expect(output).toContain('stopped before it had started');
    expect(output).toContain('nobody answers');
  });

  it('stops when the parent process is gone', async () => {
    const { child, exit, listening } = start(['work']);
    await listening;
    child.disconnect();
    expect((await exit).code).toBe(0);
  });

  it('exits with the number the work resolves to', async () => {
    expect((await start(['finish']).exit).code).toBe(2);
  });

  it('exits with 1 and the reason when the work fails', async () => {
    const { code, output } = await start(['fail']).exit;
    expect(code).toBe(1);
    expect(output).toContain('the disk is full');
  });

  it.each(['hang', 'hang-at-start'])(
    'gives up on work that does not stop in time (%s)',
    async (work) => {
      const { child, exit, listening } = start([work], { SHUTDOWN_TIMEOUT_SECONDS: '0.2' });
      await listening;
      child.kill('SIGTERM');
      const { code, output } = await exit;
      expect(code).toBe(1);
      expect(output).toContain('Still busy 0.2 s after the stop signal');
    },
  );

  it('does not wait for native calls when the work is over', async () => {
    const { child, exit } = start(['pool']);
    await exit;
    expect(child.signalCode).toBe('SIGKILL');
  }, 15_000);

  it('prints every configuration fault and exits with 1 before it listens', async () => {
    const { code, output } = await start(['work'], { SAMPLE_RATE: '0', HEALTH_PORT: 'x' }).exit;
    expect(code).toBe(1);
    expect(output).toContain('SAMPLE_RATE (--rate): "0" must be >= 1');
    expect(output).toContain('HEALTH_PORT (--health-port): "x" must be integer');
  });

  it('says in a sentence that its port is taken', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const { port } = occupant.address() as AddressInfo;
    const { code, output } = await start(['work'], { HEALTH_PORT: String(port) }).exit;
    occupant.close();
    expect(code).toBe(1);
    expect(output).toContain(`Cannot listen on 127.0.0.1:${port} for the health server`);
    expect(output).not.toContain('    at ');
  });

  it('documents every option', async () => {
    const { code, output } = await start(['--help']).exit;
    expect(code).toBe(0);
    expect(output).toContain('--rate <n>');
    expect(output).toContain('(env: SAMPLE_RATE, default: 1)');
    expect(output).toMatch(/SAMPLE_TOKEN +Access token \(secret\)/);
  });
});
