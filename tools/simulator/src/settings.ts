import { setting } from '@wikistream/service-kit';
import Type, { type Static } from 'typebox';
import { READ_ORDERS } from './server/read-order.js';

export const SimulatorSettings = Type.Object({
  host: setting(Type.String({ minLength: 1 }), {
    env: 'SIMULATOR_HOST',
    flag: '--host <host>',
    description: 'Address the stream is served on',
    default: '127.0.0.1',
  }),
  port: setting(Type.Integer({ minimum: 0, maximum: 65535 }), {
    env: 'SIMULATOR_PORT',
    flag: '--port <port>',
    description: 'Port the stream is served on; 0 takes any free port',
    default: 0,
  }),
  replay: setting(Type.Optional(Type.String({ minLength: 1 })), {
    env: 'SIMULATOR_REPLAY',
    flag: '--replay <file>',
    description:
      'Replay events of an NDJSON file or SSE dump, plain or gzip; "sample" is the bundled one. Default: make events up',
  }),
  speed: setting(
    Type.String({ pattern: '^(max|\\d+(\\.\\d+)?)$', errorMessage: 'must be a factor or max' }),
    {
      env: 'SIMULATOR_SPEED',
      flag: '--speed <factor>',
      description: 'Replay at this factor of the recorded pace, or max: as fast as clients read',
      default: '1',
    },
  ),
  atEnd: setting(Type.Enum(['idle', 'loop', 'close']), {
    env: 'SIMULATOR_AT_END',
    flag: '--at-end <what>',
    description:
      'Behind the last event: idle keeps streams open, loop begins again, close ends them',
    default: 'idle',
  }),
  shiftToNow: setting(Type.Boolean(), {
    env: 'SIMULATOR_SHIFT_TO_NOW',
    flag: '--shift-to-now',
    description: 'Give replayed events the time they are sent at',
    default: false,
  }),
  articlesPerMinute: setting(
    Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000 })),
    {
      env: 'SIMULATOR_ARTICLES_PER_MINUTE',
      flag: '--articles-per-minute <n>',
      description: 'New Wikipedia articles to make up each minute, among other events',
    },
  ),
  eventsPerSecond: setting(
    Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000 })),
    {
      env: 'SIMULATOR_EVENTS_PER_SECOND',
      flag: '--rate <n>',
      description: 'Events of all kinds to make up each second; about 40 is what Wikimedia sends',
    },
  ),
  seed: setting(Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295 })), {
    env: 'SIMULATOR_SEED',
    flag: '--seed <n>',
    description: 'Make up the same events again; default: others in every run',
  }),
  endAfterSeconds: setting(Type.Optional(Type.Number({ exclusiveMinimum: 0 })), {
    env: 'SIMULATOR_END_AFTER_SECONDS',
    flag: '--end-after <seconds>',
    description: 'End every stream after this time; Wikimedia does after about 900 seconds',
  }),
  cutAfterBytes: setting(Type.Optional(Type.Integer({ minimum: 1 })), {
    env: 'SIMULATOR_CUT_AFTER_BYTES',
    flag: '--cut-after-bytes <n>',
    description: 'Break every stream after so many bytes, in mid-frame as it falls',
  }),
  heartbeatSeconds: setting(Type.Optional(Type.Number({ exclusiveMinimum: 0 })), {
    env: 'SIMULATOR_HEARTBEAT_SECONDS',
    flag: '--heartbeat <seconds>',
    description: 'Send a comment this often; Wikimedia sends none',
  }),
  connectionsPerClient: setting(Type.Optional(Type.Integer({ minimum: 1 })), {
    env: 'SIMULATOR_CONNECTIONS_PER_CLIENT',
    flag: '--connections-per-client <n>',
    description: 'Answer 429 to more streams of one address',
  }),
  holeEvery: setting(Type.Integer({ minimum: 0 }), {
    env: 'SIMULATOR_HOLE_EVERY',
    flag: '--hole-every <n>',
    description: 'Leave one offset unused after every n-th event that has none of its own',
    default: 0,
  }),
  readOrder: setting(Type.Enum([...READ_ORDERS]), {
    env: 'SIMULATOR_READ_ORDER',
    flag: '--read-order <order>',
    description:
      'What comes first of different topics: arrival, topics (one to its end, then the next) or random runs',
    default: 'arrival',
  }),
  faults: setting(Type.String(), {
    env: 'SIMULATOR_FAULTS',
    flag: '--faults <list>',
    description:
      'Faults of every n-th connection: status=503@5,hang@7,silent@7,slow=1000@3,garbage@4,huge=2000000@4,cut=50000@2',
    default: '',
  }),
});
export type SimulatorSettings = Static<typeof SimulatorSettings>;
