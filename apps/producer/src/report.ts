import type { Logger } from '@wikistream/service-kit';
import type { StreamStats } from '@wikistream/wiki-events';
import type { StreamReport } from './pump.js';

/** Says what happened to the stream, each at the level it deserves. */
export function logReport(logger: Logger, report: StreamReport): void {
  switch (report.type) {
    case 'connected':
      logger.info({ connection: report.connection }, 'connected to EventStreams');
      return;
    case 'disconnected': {
      const { cause, detail, status, retryInMs } = report;
      const level = cause === 'planned' ? 'debug' : 'warn';
      logger[level]({ cause, status, retryInMs }, `connection ended: ${detail}`);
      return;
    }
    case 'resumed': {
      const { topic, partition, by } = report;
      logger.info({ topic, partition, by, from: iso(report.from) }, 'resumed');
      return;
    }
    case 'overlap': {
      const { topic, partition, reread, dropped } = report;
      const bounds = { from: iso(report.from), to: iso(report.to) };
      logger.info({ topic, partition, ...bounds, reread, dropped }, 'caught up after a rewind');
      return;
    }
    case 'gap': {
      const { topic, partition } = report;
      const bounds = { from: iso(report.from), to: iso(report.to) };
      logger.error(
        { topic, partition, ...bounds },
        'events of this stretch cannot be had any more',
      );
      return;
    }
    case 'server-error':
      logger.warn({ detail: report.detail }, 'EventStreams reported an error');
      return;
    case 'progress':
      return;
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();

const LIVE_SECONDS = 60;

/** Reports how a backfill is coming along, until it has caught up. */
export class Progress {
  readonly #logger: Logger;
  readonly #stats: Readonly<StreamStats>;
  #caughtUp = false;
  #last: { at: number; read: number; eventTime: number } | undefined;

  constructor(logger: Logger, stats: Readonly<StreamStats>) {
    this.#logger = logger;
    this.#stats = stats;
  }

  /** Age of the latest event, in seconds; 0 before the first. */
  behind(now: number): number {
    const { latestEventTime } = this.#stats;
    return latestEventTime === undefined ? 0 : Math.max(0, (now - latestEventTime) / 1000);
  }

  /** To be called every few seconds. */
  tick(now: number): void {
    const { read, latestEventTime: eventTime } = this.#stats;
    if (eventTime === undefined) return;
    const behind = this.behind(now);
    const last = this.#last;
    this.#last = { at: now, read, eventTime };
    if (behind <= LIVE_SECONDS) {
      if (!this.#caughtUp) this.#logger.info('reading live');
      this.#caughtUp = true;
      return;
    }
    this.#caughtUp = false;
    if (last === undefined || now === last.at) return;
    const eventsPerSecond = Math.round(((read - last.read) * 1000) / (now - last.at));
    // Seconds of the stream read per second; the stream itself goes on at 1.
    const speed = (eventTime - last.eventTime) / (now - last.at);
    const remaining = speed > 1 ? { remainingSeconds: Math.round(behind / (speed - 1)) } : {};
    this.#logger.info(
      { at: iso(eventTime), behindSeconds: Math.round(behind), eventsPerSecond, ...remaining },
      'catching up',
    );
  }
}
