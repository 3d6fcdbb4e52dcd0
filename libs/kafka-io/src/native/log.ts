import type { Logger } from '../logger.js';

interface LogEvent {
  readonly severity: number;
  readonly fac: string;
  readonly message: string;
}

interface Emitter {
  on(event: 'event.log', listener: (event: LogEvent) => void): unknown;
  on(event: 'event.error', listener: (error: Error & { code: number }) => void): unknown;
}

/** Routes what a native client says into `logger`. Severities are those of syslog. */
export function routeLogs(client: unknown, logger: Logger): void {
  const emitter = client as Emitter;
  emitter.on('event.log', ({ severity, fac, message }) => {
    const data = { facility: fac };
    if (severity <= 3) logger.warn(data, message);
    else if (severity <= 5) logger.info(data, message);
    else logger.debug(data, message);
  });
  // Most of these the client mends by itself (a broker that went away); the fatal ones come back
  // from the call they concern.
  emitter.on('event.error', ({ code, message }) => {
    logger.warn({ kafkaCode: code }, `Kafka client: ${message}`);
  });
}
