import { describe, expect, it } from 'vitest';
import { diagnose } from './connection-failure.js';

const open = { brokers: 'a:9092' };
const secured = {
  brokers: 'a:9092',
  ssl: true,
  sasl: { mechanism: 'plain', username: 'u', password: 'p' },
} as const;

// What librdkafka 2.x logs, against Apache Kafka 4.
const thread = '[thrd:ssl://a:9092/bootstrap]: ssl://a:9092/bootstrap: ';
const REFUSED = `${thread}Connect to ipv4#127.0.0.1:1 failed: Connection refused (after 0ms in state CONNECT)`;
const HUNG_UP = `${thread}Disconnected: connection closed by peer: receive 0 after POLLIN (after 57ms in state APIVERSION_QUERY)`;
const HUNG_UP_LATER = `${thread}Disconnected: connection closed by peer: receive 0 after POLLIN (after 2ms in state UP)`;
const LOGIN = `${thread}SASL authentication error: Authentication failed: Invalid username or password (after 0ms in state AUTH_REQ)`;

describe('diagnose', () => {
  it.each([
    ['refused', REFUSED],
    ['unknown-host', `${thread}Failed to resolve 'a:9092': Name or service not known`],
    ['unreachable', `${thread}Connect to ipv4#10.0.0.1:1 failed: No route to host`],
    [
      'unreachable',
      `${thread}Connection setup timed out in state CONNECT (after 30028ms in state CONNECT)`,
    ],
    ['tls-wanted', HUNG_UP],
    ['sasl-wanted', HUNG_UP_LATER],
    [
      'tls-not-wanted',
      `${thread}SSL handshake failed: Disconnected: SSL connection closed by peer: connecting to a PLAINTEXT broker listener? (after 3ms in state SSL_HANDSHAKE)`,
    ],
    [
      'certificate',
      `${thread}SSL handshake failed: error:0A000086:SSL routines::certificate verify failed: broker certificate could not be verified, verify that ssl.ca.location is correctly configured (after 6ms in state SSL_HANDSHAKE)`,
    ],
    ['tls-failed', `${thread}SSL handshake failed: sslv3 alert bad certificate`],
    [
      'sasl-mechanism',
      `${thread}SASL SCRAM-SHA-256 mechanism handshake failed: Broker: Unsupported SASL mechanism: broker's supported mechanisms: PLAIN`,
    ],
    [
      'sasl-not-wanted',
      `${thread}SASL PLAIN mechanism handshake failed: Broker: Request not valid in current SASL state: broker's supported mechanisms:`,
    ],
    ['credentials', LOGIN],
  ])('finds %s', (failure, message) => {
    expect(diagnose(open, [message]).failure).toBe(failure);
  });

  it('does not ask for what the connection has', () => {
    expect(diagnose(secured, [HUNG_UP]).failure).toBe('no-answer');
    expect(diagnose(secured, [HUNG_UP_LATER]).failure).toBe('no-answer');
  });

  it('prefers what will not mend itself', () => {
    expect(diagnose(secured, [REFUSED, LOGIN])).toEqual({
      failure: 'credentials',
      permanent: true,
      advice: expect.stringContaining('password') as string,
      detail: 'SASL authentication error: Authentication failed: Invalid username or password',
    });
  });

  it('has something to say when nothing was heard', () => {
    expect(diagnose(open, [])).toMatchObject({ failure: 'no-answer', detail: undefined });
  });
});
