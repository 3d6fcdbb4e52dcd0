import { pino, type Logger } from 'pino';
import pretty from 'pino-pretty';

/** How and how much to log. */
export interface LoggerOptions {
  readonly name: string;
  readonly level: string;
  /** `auto` is pretty on a terminal and JSON elsewhere. */
  readonly format: 'auto' | 'json' | 'pretty';
}

// Connection strings carry passwords; these keys are blanked wherever a log line holds them.
const SECRET_KEYS = [
  'password',
  'saslPassword',
  'databaseUrl',
  'apiKey',
  'authorization',
  'connectionString',
];

/** Creates the app's logger: JSON lines on standard output, or coloured lines for people. */
export function createLogger(options: LoggerOptions): Logger {
  const config = {
    name: options.name,
    level: options.level,
    redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`]), censor: '(hidden)' },
  };
  const forPeople =
    options.format === 'pretty' || (options.format === 'auto' && process.stdout.isTTY);
  return forPeople
    ? pino(config, pretty({ sync: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss' }))
    : pino(config);
}

export type { Logger };
