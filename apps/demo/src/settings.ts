import Type, { type Static } from 'typebox';
import { setting, timeZoneSetting } from '@wikistream/service-kit';

const port = () => Type.Integer({ minimum: 0, maximum: 65535 });

/** Everything `npm start` can be told. */
export const DemoSettings = Type.Object({
  source: setting(Type.Enum(['auto', 'live', 'simulator']), {
    env: 'DEMO_SOURCE',
    flag: '--source <source>',
    description:
      "live: Wikimedia's EventStreams; simulator: made-up events; auto: live when it answers, else simulator",
    default: 'auto',
  }),
  eventStreamsUrl: setting(
    Type.String({ pattern: '^https?://', errorMessage: 'must be an http(s) address' }),
    {
      env: 'EVENTSTREAMS_URL',
      flag: '--eventstreams-url <url>',
      description: 'Address of EventStreams',
      default: 'https://stream.wikimedia.org',
    },
  ),
  contact: setting(Type.Optional(Type.String({ minLength: 3, maxLength: 200 })), {
    env: 'CONTACT',
    flag: '--contact <address>',
    description:
      'E-mail or web address Wikimedia can reach you at, sent in the User-Agent; this user at this host when not set',
  }),
  since: setting(Type.Optional(Type.String()), {
    env: 'DEMO_SINCE',
    flag: '--since <time>',
    description:
      'Where the live stream starts: a time (2026-01-31T12:00:00Z) or how long ago (2h, 7d); by default where the last run ended',
  }),
  replay: setting(Type.Optional(Type.String()), {
    env: 'DEMO_REPLAY',
    flag: '--replay <file>',
    description:
      'Replay recorded events (NDJSON, plain or gzip) through the simulator; "sample" is the bundled one',
  }),
  speed: setting(
    Type.String({ pattern: '^(max|\\d+(\\.\\d+)?)$', errorMessage: 'must be a number, or max' }),
    {
      env: 'DEMO_SPEED',
      flag: '--speed <factor>',
      description: 'Speed of a replay: 1 is its own pace, 10 ten times that, max flat out',
      default: '1',
    },
  ),
  articlesPerMinute: setting(Type.Integer({ minimum: 1, maximum: 600_000 }), {
    env: 'DEMO_ARTICLES_PER_MINUTE',
    flag: '--articles-per-minute <n>',
    description: 'How many new articles the simulator makes up each minute',
    default: 120,
  }),
  translator: setting(Type.Enum(['auto', 'ollama', 'openai', 'transcription']), {
    env: 'TRANSLATOR_BACKEND',
    flag: '--translator <backend>',
    description: 'auto: Ollama when one answers and has the model, else transcription by rule',
    default: 'auto',
  }),
  model: setting(Type.String({ minLength: 1 }), {
    env: 'TRANSLATOR_MODEL',
    flag: '--model <name>',
    description: 'Model the translator asks for',
    default: 'qwen3:0.6b',
  }),
  ollamaHost: setting(
    Type.String({ pattern: '^https?://', errorMessage: 'must be an http(s) address' }),
    {
      env: 'OLLAMA_HOST',
      flag: '--ollama-host <url>',
      description: 'Address of Ollama',
      default: 'http://127.0.0.1:11434',
    },
  ),
  dataDir: setting(Type.String({ minLength: 1 }), {
    env: 'DEMO_DATA_DIR',
    flag: '--data-dir <folder>',
    description: 'Folder of the database and the logs, kept between runs',
    default: '.wikistream/demo',
  }),
  dashboardPort: setting(port(), {
    env: 'DASHBOARD_PORT',
    flag: '--dashboard-port <port>',
    description: 'Port of the dashboard; 0 takes any free port',
    default: 8080,
  }),
  databasePort: setting(port(), {
    env: 'DEMO_DATABASE_PORT',
    flag: '--database-port <port>',
    description: 'Port of the database, for psql and other clients; 0 takes any free port',
    default: 5433,
  }),
  progressInterval: setting(Type.Number({ minimum: 0.2, maximum: 3600 }), {
    env: 'DEMO_PROGRESS_SECONDS',
    flag: '--progress-interval <seconds>',
    description: 'How often counters are printed where the output is not a terminal',
    default: 5,
  }),
  logFormat: setting(Type.Enum(['auto', 'json', 'pretty']), {
    env: 'LOG_FORMAT',
    flag: '--log-format <format>',
    description: "Format of this program's own log lines: json or pretty",
    default: 'pretty',
  }),
  timeZone: timeZoneSetting,
});

export type DemoSettings = Static<typeof DemoSettings>;
