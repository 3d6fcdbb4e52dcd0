import { describe, expect, it } from 'vitest';
import { clientConfig } from './client-config.js';

const brokers = 'a:9092,b:9092';

describe('clientConfig', () => {
  it('speaks plainly by default', () => {
    expect(clientConfig({ brokers })).toMatchObject({
      'bootstrap.servers': brokers,
      'security.protocol': 'plaintext',
      'client.id': 'wikistream',
    });
  });

  it.each([
    [{ ssl: true }, 'ssl'],
    [{ sasl: { mechanism: 'plain', username: 'u', password: 'p' } }, 'sasl_plaintext'],
    [{ ssl: true, sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'p' } }, 'sasl_ssl'],
  ] as const)('derives the security protocol of %j', (options, protocol) => {
    expect(clientConfig({ brokers, ...options })['security.protocol']).toBe(protocol);
  });

  it('passes certificates as PEM and verifies hosts unless told otherwise', () => {
    const strict = clientConfig({
      brokers,
      ssl: { ca: 'CA', cert: 'CERT', key: 'KEY', keyPassword: 'secret' },
    });
    expect(strict).toMatchObject({
      'ssl.ca.pem': 'CA',
      'ssl.certificate.pem': 'CERT',
      'ssl.key.pem': 'KEY',
      'ssl.key.password': 'secret',
    });
    expect(strict).not.toHaveProperty('enable.ssl.certificate.verification');
    expect(clientConfig({ brokers, ssl: { verify: false } })).toMatchObject({
      'enable.ssl.certificate.verification': false,
      'ssl.endpoint.identification.algorithm': 'none',
    });
  });

  it('names SASL mechanisms as librdkafka does', () => {
    const sasl = { mechanism: 'scram-sha-256', username: 'u', password: 'p' } as const;
    expect(clientConfig({ brokers, sasl })).toMatchObject({
      'sasl.mechanisms': 'SCRAM-SHA-256',
      'sasl.username': 'u',
      'sasl.password': 'p',
    });
  });

  it('asks for a bearer token when one is needed', async () => {
    const config = clientConfig({
      brokers,
      sasl: {
        mechanism: 'oauthbearer',
        token: async () => ({ value: 'jwt', principal: 'me', expiresAt: 42 }),
      },
    });
    const refresh = config['oauthbearer_token_refresh_cb'] as () => Promise<unknown>;
    expect(config['sasl.mechanisms']).toBe('OAUTHBEARER');
    await expect(refresh()).resolves.toEqual({ tokenValue: 'jwt', principal: 'me', lifetime: 42 });
  });

  it('lets the caller have the last word', () => {
    expect(
      clientConfig(
        { brokers, config: { 'socket.keepalive.enable': true, 'linger.ms': 1 } },
        { 'linger.ms': 9 },
      ),
    ).toMatchObject({ 'socket.keepalive.enable': true, 'linger.ms': 1 });
  });
});
