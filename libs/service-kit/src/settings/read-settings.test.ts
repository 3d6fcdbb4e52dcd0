import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { SettingsError } from '../errors.js';
import { databaseSettings, kafkaConnection, kafkaSettings, timeZoneSetting } from './common.js';
import { readSettings } from './read-settings.js';
import { setting } from './setting.js';

const Settings = Type.Object({
  ...kafkaSettings,
  ...databaseSettings,
  timeZone: timeZoneSetting,
  rate: setting(Type.Integer({ minimum: 1 }), {
    env: 'RATE',
    flag: '--rate <n>',
    description: 'Events per second',
    default: 10,
  }),
  contact: setting(Type.String({ minLength: 3 }), {
    env: 'CONTACT',
    description: 'an e-mail address',
  }),
  verbose: setting(Type.Boolean(), {
    env: 'VERBOSE',
    flag: '--verbose',
    description: 'Say more',
    default: false,
  }),
  types: setting(Type.Array(Type.Enum(['new', 'edit'])), {
    env: 'TYPES',
    description: 'Event types',
    default: ['new'],
  }),
});

const none = new Map<string, string>();

describe('readSettings', () => {
  it('takes flags before the environment before defaults, converted to their types', () => {
    const settings = readSettings(Settings, new Map([['rate', '7']]), {
      RATE: '9',
      CONTACT: 'ops@example.org',
      VERBOSE: 'true',
      TYPES: 'new, edit',
      TIME_ZONE: '  ',
    });
    expect(settings).toMatchObject({
      rate: 7,
      verbose: true,
      types: ['new', 'edit'],
      contact: 'ops@example.org',
      timeZone: 'Asia/Shanghai',
      brokers: '127.0.0.1:9092',
    });
  });

  it('reports every fault at once, each under its variable, and never a secret', () => {
    const read = () =>
      readSettings(Settings, none, {
        RATE: 'fast',
        KAFKA_BROKERS: 'nowhere',
        TIME_ZONE: 'Mars/Olympus',
        TYPES: 'new,delete',
        KAFKA_SECURITY_PROTOCOL: 'tls',
        DATABASE_URL: 'mysql://me:hunter2@host/db',
      });
    expect(read).toThrow(SettingsError);
    try {
      read();
    } catch (error) {
      const { message, faults } = error as SettingsError;
      expect(faults.map((fault) => fault.variable).sort()).toEqual([
        'CONTACT',
        'DATABASE_URL',
        'KAFKA_BROKERS (--brokers)',
        'KAFKA_SECURITY_PROTOCOL',
        'RATE (--rate)',
        'TIME_ZONE (--time-zone)',
        'TYPES',
      ]);
      expect(message).toContain('must be host:port[,host:port…]');
      expect(message).toContain('must be one of plaintext, ssl, sasl_plaintext, sasl_ssl');
      expect(message).toContain('must be an IANA time zone');
      expect(message).not.toContain('hunter2');
    }
  });

  it('refuses a secret with a flag', () => {
    expect(() =>
      setting(Type.String(), { env: 'TOKEN', flag: '--token <t>', description: '', secret: true }),
    ).toThrow(/must not have a flag/);
  });
});

describe('kafkaConnection', () => {
  it('gives TLS and SASL only when the protocol asks for them', () => {
    const base = readSettings(Type.Object(kafkaSettings), none, {});
    expect(kafkaConnection(base)).toEqual({ brokers: '127.0.0.1:9092' });
    const secured = readSettings(Type.Object(kafkaSettings), none, {
      KAFKA_SECURITY_PROTOCOL: 'sasl_ssl',
      KAFKA_SASL_USERNAME: 'u',
      KAFKA_SASL_PASSWORD: 'p',
    });
    expect(kafkaConnection(secured)).toEqual({
      brokers: '127.0.0.1:9092',
      ssl: true,
      sasl: { mechanism: 'plain', username: 'u', password: 'p' },
    });
  });
});
