import { kafkaSettings, setting } from '@wikistream/service-kit';
import Type, { type Static } from 'typebox';

const time = (what: string) =>
  Type.Optional(
    Type.Refine(
      Type.String(),
      (text) => /^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(Date.parse(text)),
      () => `${what} must be a time such as 2026-05-01T12:00:00Z`,
    ),
  );

export const Settings = Type.Object({
  ...kafkaSettings,
  code: setting(Type.Optional(Type.String({ minLength: 1, maxLength: 200 })), {
    env: 'DEAD_LETTERS_CODE',
    flag: '--code <code>',
    description: 'Only letters with this error code, e.g. ERR_KAFKA_CODEC',
  }),
  partition: setting(Type.Optional(Type.Integer({ minimum: 0 })), {
    env: 'DEAD_LETTERS_PARTITION',
    flag: '--partition <n>',
    description: 'Only records of this partition of the topic',
  }),
  since: setting(time('since'), {
    env: 'DEAD_LETTERS_SINCE',
    flag: '--since <time>',
    description: 'Only records that failed at or after this time (RFC 3339)',
  }),
  until: setting(time('until'), {
    env: 'DEAD_LETTERS_UNTIL',
    flag: '--until <time>',
    description: 'Only records that failed before this time (RFC 3339)',
  }),
  limit: setting(Type.Optional(Type.Integer({ minimum: 1 })), {
    env: 'DEAD_LETTERS_LIMIT',
    flag: '--limit <n>',
    description: 'Letters listed, or records put back, at most',
  }),
  maxReplays: setting(Type.Integer({ minimum: 1, maximum: 1_000 }), {
    env: 'DEAD_LETTERS_MAX_REPLAYS',
    flag: '--max-replays <n>',
    description: 'A record that was put back so often is left where it is',
    default: 3,
  }),
  dryRun: setting(Type.Boolean(), {
    env: 'DEAD_LETTERS_DRY_RUN',
    flag: '--dry-run',
    description: 'Show what replay would do, and do nothing',
    default: false,
  }),
  json: setting(Type.Boolean(), {
    env: 'DEAD_LETTERS_JSON',
    flag: '--json',
    description: 'Print a JSON object per line, contents included',
    default: false,
  }),
});

export type Settings = Static<typeof Settings>;
