import type { Logger } from '../logger.js';
import { Folded } from './folded.js';

/** Something the client library has to say. Severities are those of syslog. */
export interface LogEvent {
  readonly severity: number;
  readonly fac: string;
  readonly message: string;
}

interface Emitter {
  on(event: 'event.log', listener: (event: LogEvent) => void): unknown;
  on(event: 'event.error', listener: (error: Error & { code: number }) => void): unknown;
}

/** Routes what a native client says into `logger`; what it repeats is counted. */
export function routeLogs(client: unknown, logger: Logger): void {
  const emitter = client as Emitter;
  const folded = new Folded();
  emitter.on('event.log', ({ severity, fac, message }) => {
    const level = severity <= 3 ? 'warn' : severity <= 5 ? 'info' : 'debug';
    folded.say(sameEveryTime(message), (repeated) => {
      logger[level]({ facility: fac, ...(repeated > 0 && { repeated }) }, message);
    });
  });
  // Most of these the client mends by itself (a broker that went away); the fatal ones come back
  // from the call they concern.
  emitter.on('event.error', ({ code, message }) => {
    folded.say(`${code} ${sameEveryTime(message)}`, (repeated) => {
      const data = { kafkaCode: code, ...(repeated > 0 && { repeated }) };
      logger.warn(data, `Kafka client: ${message}`);
    });
  });
}

/** A message without what differs between its repetitions: times and counts. */
function sameEveryTime(message: string): string {
  return message
    .replace(/, \d+ identical error\(s\) suppressed/g, '')
    .replace(/\d+(?=ms\b|\/\d+ brokers)/g, 'n');
}
