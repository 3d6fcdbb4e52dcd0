import type { Logger } from '@wikistream/service-kit';
import type { StreamStats } from '@wikistream/wiki-events';
import { describe, expect, it } from 'vitest';
import { logReport, Progress } from './report.js';

type Line = [level: string, fields: Record<string, unknown>, text: string];

/** A logger that keeps its lines. */
function keeping(): { logger: Logger; lines: Line[] } {
  const lines: Line[] = [];
  const at =
    (level: string) =>
    (...args: [Record<string, unknown> | string, string?]): void => {
      const [first, text = ''] = args;
      lines.push(typeof first === 'string' ? [level, {}, first] : [level, first, text]);
    };
  const levels = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { logger: levels as unknown as Logger, lines };
}

const NOW = Date.UTC(2026, 4, 1, 12);
const HOUR = 3_600_000;

describe('Progress', () => {
  const stats = { read: 0, latestEventTime: undefined as number | undefined };
  const progressOf = (logger: Logger) => new Progress(logger, stats as unknown as StreamStats);

  it('tells rate, distance and remaining time while behind, and once that it is live', () => {
    const { logger, lines } = keeping();
    const progress = progressOf(logger);
    progress.tick(NOW);
    expect(progress.behind(NOW)).toBe(0);
    Object.assign(stats, { read: 1_000, latestEventTime: NOW - 2 * HOUR });
    progress.tick(NOW);
    // Half an hour of events in ten seconds: 180 times as fast as they happen.
    Object.assign(stats, { read: 501_000, latestEventTime: NOW - 1.5 * HOUR });
    progress.tick(NOW + 10_000);
    expect(progress.behind(NOW + 10_000)).toBe(5_410);
    Object.assign(stats, { read: 502_000, latestEventTime: NOW + 18_000 });
    progress.tick(NOW + 20_000);
    progress.tick(NOW + 30_000);
    expect(lines).toEqual([
      [
        'info',
        {
          at: '2026-05-01T10:30:00.000Z',
          behindSeconds: 5_410,
          eventsPerSecond: 50_000,
          remainingSeconds: 30,
        },
        'catching up',
      ],
      ['info', {}, 'reading live'],
    ]);
  });

  it('names no remaining time while it falls further behind', () => {
    const { logger, lines } = keeping();
    const progress = progressOf(logger);
    Object.assign(stats, { read: 0, latestEventTime: NOW - HOUR });
    progress.tick(NOW);
    Object.assign(stats, { read: 10, latestEventTime: NOW - HOUR + 5_000 });
    progress.tick(NOW + 10_000);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.[1]).not.toHaveProperty('remainingSeconds');
    expect(lines[0]?.[1]).toMatchObject({ eventsPerSecond: 1, behindSeconds: 3_605 });
  });
});

describe('logReport', () => {
  const ended = { type: 'disconnected', detail: 'x', status: undefined, retryInMs: 0 } as const;
  const place = { topic: 't', partition: 0, from: NOW, to: NOW + 1, cursor: [] };

  it('does not alarm anyone over the routine, and does over a loss', () => {
    const { logger, lines } = keeping();
    logReport(logger, { ...ended, cause: 'planned', cursor: [] });
    logReport(logger, { ...ended, cause: 'network', cursor: [] });
    logReport(logger, { ...place, type: 'gap', reason: 'history-ended' });
    logReport(logger, { ...place, type: 'overlap', reread: 3, dropped: 2 });
    logReport(logger, { type: 'progress', cursor: [] });
    expect(lines.map(([level]) => level)).toEqual(['debug', 'warn', 'error', 'info']);
    expect(lines[2]?.[1]).toMatchObject({
      topic: 't',
      from: '2026-05-01T12:00:00.000Z',
      to: '2026-05-01T12:00:00.001Z',
    });
  });
});
