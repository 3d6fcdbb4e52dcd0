import { databaseSettings, setting, timeZoneSetting } from '@wikistream/service-kit';
import Type, { type Static } from 'typebox';

export const DashboardSettings = Type.Object({
  ...databaseSettings,
  host: setting(Type.String({ minLength: 1 }), {
    env: 'DASHBOARD_HOST',
    flag: '--host <host>',
    description: 'Address the dashboard listens on; loopback unless you mean to publish it',
    default: '127.0.0.1',
  }),
  port: setting(Type.Integer({ minimum: 0, maximum: 65535 }), {
    env: 'DASHBOARD_PORT',
    flag: '--port <port>',
    description: 'Port of the dashboard; 0 takes any free port',
    default: 8080,
  }),
  refreshMilliseconds: setting(Type.Integer({ minimum: 200, maximum: 600_000 }), {
    env: 'DASHBOARD_REFRESH_MS',
    flag: '--refresh-ms <n>',
    description: 'How often the database is asked while pages are open, however many they are',
    default: 1_000,
  }),
  queryTimeoutMilliseconds: setting(Type.Integer({ minimum: 100, maximum: 600_000 }), {
    env: 'DASHBOARD_QUERY_TIMEOUT_MS',
    flag: '--query-timeout-ms <n>',
    description: 'Longest time one query may take',
    default: 15_000,
  }),
  metricsUrls: setting(
    Type.Array(
      Type.String({
        pattern: '^[a-z][a-z0-9-]{0,30}=https?://[^\\s,]+$',
        errorMessage: 'must look like producer=http://127.0.0.1:9101/metrics',
      }),
    ),
    {
      env: 'PIPELINE_METRICS_URLS',
      flag: '--metrics-urls <list>',
      description: 'Where the pipeline’s apps tell their metrics: name=url, separated by commas',
      default: [],
    },
  ),
  basicAuth: setting(
    Type.Optional(
      Type.String({ pattern: '^[^:]+:.{8,}$', errorMessage: 'must be user:password, 8 or more' }),
    ),
    {
      env: 'DASHBOARD_BASIC_AUTH',
      description: 'user:password the browser asks for',
      secret: true,
    },
  ),
  token: setting(
    Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9._~+/-]{16,}=*$',
        errorMessage: 'must have 16 or more of the characters bearer tokens are made of',
      }),
    ),
    {
      env: 'DASHBOARD_TOKEN',
      description: 'Bearer token programs send',
      secret: true,
    },
  ),
  timeZone: timeZoneSetting,
});

export type DashboardSettings = Static<typeof DashboardSettings>;
