import { kafkaSettings, setting, timeZoneSetting } from '@wikistream/service-kit';
import { userAgent } from '@wikistream/wiki-events';
import Type, { type Static } from 'typebox';
import { isMoment } from './moment.js';

function isContact(contact: string): boolean {
  try {
    userAgent(contact);
    return true;
  } catch {
    return false;
  }
}

const momentSchema = Type.Refine(
  Type.String(),
  isMoment,
  () =>
    'must be a time such as 2026-05-01 or 2026-05-01T12:00:00Z, or a duration such as 90s, 2h, 7d',
);

export const ProducerSettings = Type.Object({
  ...kafkaSettings,
  eventstreamsUrl: setting(
    Type.String({ pattern: '^https?://[^\\s]+$', errorMessage: 'must be an http(s) address' }),
    {
      env: 'EVENTSTREAMS_URL',
      flag: '--url <url>',
      description: 'Base address of Wikimedia EventStreams, or of something that speaks like it',
      default: 'https://stream.wikimedia.org',
    },
  ),
  contact: setting(
    Type.Refine(Type.String(), isContact, () => 'must be an e-mail address, a URL or User:Name'),
    {
      env: 'CONTACT',
      flag: '--contact <contact>',
      description:
        'How Wikimedia can reach you: e-mail address, URL or User:Name; sent as User-Agent',
    },
  ),
  types: setting(
    Type.String({
      pattern: '^(new|edit)(,(new|edit))*$',
      errorMessage: 'must be new, edit or both: new,edit',
    }),
    {
      env: 'PRODUCER_TYPES',
      flag: '--types <types>',
      description: 'Kinds of change to produce: new, edit, or new,edit; opt_type says which',
      default: 'new',
    },
  ),
  since: setting(Type.Optional(momentSchema), {
    env: 'PRODUCER_SINCE',
    flag: '--since <moment>',
    description:
      'Where to begin when no cursor is stored: a time (UTC unless it says otherwise) or a duration (2h, 7d); default now',
  }),
  until: setting(Type.Optional(momentSchema), {
    env: 'PRODUCER_UNTIL',
    flag: '--until <moment>',
    description: 'Stop behind the last event of this moment',
  }),
  maxEvents: setting(Type.Optional(Type.Integer({ minimum: 1 })), {
    env: 'PRODUCER_MAX_EVENTS',
    flag: '--max-events <n>',
    description: 'Stop after producing this many articles',
  }),
  transactionalId: setting(Type.String({ minLength: 1, maxLength: 200 }), {
    env: 'PRODUCER_TRANSACTIONAL_ID',
    flag: '--transactional-id <id>',
    description:
      'Who this producer is across restarts; also the key of its cursor. One live producer per id',
    default: 'wikistream-producer',
  }),
  transactionTimeoutMs: setting(Type.Integer({ minimum: 1000, maximum: 900000 }), {
    env: 'PRODUCER_TRANSACTION_TIMEOUT_MS',
    description:
      'How long Kafka keeps the transaction of a producer that went silent, and has readers wait for it',
    default: 60_000,
  }),
  partitions: setting(Type.Integer({ minimum: 1, maximum: 1000 }), {
    env: 'PRODUCER_PARTITIONS',
    flag: '--partitions <n>',
    description: 'Partitions of the article topic if it has to be created',
    default: 6,
  }),
  commitIntervalMs: setting(Type.Integer({ minimum: 10, maximum: 60000 }), {
    env: 'PRODUCER_COMMIT_INTERVAL_MS',
    flag: '--commit-interval-ms <ms>',
    description: 'Longest time an article waits for its transaction',
    default: 500,
  }),
  commitRecords: setting(Type.Integer({ minimum: 1, maximum: 50000 }), {
    env: 'PRODUCER_COMMIT_RECORDS',
    flag: '--commit-records <n>',
    description: 'Articles after which a transaction is committed at once',
    default: 5000,
  }),
  enrich: setting(Type.Boolean(), {
    env: 'PRODUCER_ENRICH',
    flag: '--enrich',
    description:
      "Add the contributor's registration, gender and edit count, as far as the wiki tells in time",
    default: false,
  }),
  enrichWithinMs: setting(Type.Integer({ minimum: 10, maximum: 10000 }), {
    env: 'PRODUCER_ENRICH_WITHIN_MS',
    description: 'Longest time a transaction waits for what is to be added, in ms',
    default: 1000,
  }),
  enrichEndpoint: setting(
    Type.String({ pattern: '^https?://[^\\s]+$', errorMessage: 'must be an http(s) address' }),
    {
      env: 'PRODUCER_ENRICH_ENDPOINT',
      description: 'Address of the Action API; {host} stands for the host of the wiki',
      default: 'https://{host}/w/api.php',
    },
  ),
  timeZone: timeZoneSetting,
});
export type ProducerSettings = Static<typeof ProducerSettings>;
