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
  timeZone: timeZoneSetting,
});

export type DashboardSettings = Static<typeof DashboardSettings>;
