import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { routeLogs } from './log.js';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

/** A client, and what is logged of what it says. */
function client() {
  const emitter = new EventEmitter();
  const lines: unknown[] = [];
  const write = (level: string) => (data: object, message: string) =>
    void lines.push({ level, ...data, message });
  routeLogs(emitter, {
    ...{ debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
  });
  const down = () =>
    emitter.emit('event.error', Object.assign(new Error('all brokers are down'), { code: -187 }));
  const log = (severity: number, message: string) =>
    emitter.emit('event.log', { severity, fac: 'FAIL', message });
  return { lines, down, log };
}

describe('routeLogs', () => {
  it('gives messages the level of their severity', () => {
    const { lines, log } = client();
    log(3, 'a');
    log(5, 'b');
    log(6, 'c');
    expect(lines).toEqual([
      { level: 'warn', facility: 'FAIL', message: 'a' },
      { level: 'info', facility: 'FAIL', message: 'b' },
      { level: 'debug', facility: 'FAIL', message: 'c' },
    ]);
  });

  it('tells of what is repeated once, and of how often every 30 seconds', () => {
    const { lines, down, log } = client();
    for (let second = 0; second <= 65; second += 1) {
      for (let n = 0; n < 50; n += 1) down();
      log(
        3,
        `refused (after ${second}ms in state CONNECT, ${second} identical error(s) suppressed)`,
      );
      vi.advanceTimersByTime(1_000);
    }
    const errors = lines.filter((line) => (line as { kafkaCode?: number }).kafkaCode === -187);
    expect(errors).toEqual([
      { level: 'warn', kafkaCode: -187, message: 'Kafka client: all brokers are down' },
      {
        ...{ level: 'warn', kafkaCode: -187, repeated: 1_499 },
        message: 'Kafka client: all brokers are down',
      },
      {
        ...{ level: 'warn', kafkaCode: -187, repeated: 1_499 },
        message: 'Kafka client: all brokers are down',
      },
    ]);
    expect(lines).toHaveLength(6);
  });

  it('is not quiet about anything else meanwhile, nor about the same after a pause', () => {
    const { lines, down, log } = client();
    down();
    log(3, 'something else');
    down();
    expect(lines).toHaveLength(2);
    vi.advanceTimersByTime(120_000);
    log(3, 'something third');
    down();
    expect(lines).toHaveLength(4);
    expect(lines.at(-1)).not.toHaveProperty('repeated');
  });
});
