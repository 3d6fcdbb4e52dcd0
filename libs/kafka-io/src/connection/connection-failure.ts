import type { ConnectionFailure } from '../errors.js';
import type { ConnectionOptions } from './connection-options.js';

interface Sign {
  readonly failure: ConnectionFailure;
  /** What librdkafka logs then. */
  readonly pattern: RegExp;
  /** What to do about it. */
  readonly advice: string;
  /** True when trying again will not help. */
  readonly permanent?: boolean;
  /** The sign means this only for connections that are so. */
  readonly only?: (connection: ConnectionOptions) => boolean;
}

/** The most telling first: a client that tries several brokers sees several failures. */
const SIGNS: readonly Sign[] = [
  {
    failure: 'credentials',
    pattern: /SASL authentication error|Authentication failed/i,
    advice: 'the brokers refuse the credentials; check user name and password, or the token',
    permanent: true,
  },
  {
    failure: 'sasl-mechanism',
    pattern: /Unsupported SASL mechanism/i,
    advice: 'the brokers do not offer this SASL mechanism; use one of those they name',
    permanent: true,
  },
  {
    failure: 'sasl-not-wanted',
    pattern: /SASL .*handshake failed|SASL Handshake not supported/i,
    advice: 'this listener takes no SASL; leave `sasl` out or use the port of another listener',
    permanent: true,
  },
  {
    failure: 'certificate',
    pattern: /certificate verify failed|certificate could not be verified/i,
    advice:
      "the brokers' certificate is not trusted; give the certificate of their authority as `ssl.ca`, " +
      'and connect by a name that is in the certificate',
    permanent: true,
  },
  {
    failure: 'tls-not-wanted',
    pattern: /PLAINTEXT broker listener/,
    advice: 'this listener speaks no TLS; leave `ssl` out or use the port of another listener',
    permanent: true,
  },
  {
    failure: 'tls-failed',
    pattern: /SSL handshake failed/,
    advice: 'no TLS connection came about; check whether the brokers ask for a client certificate',
  },
  {
    failure: 'tls-wanted',
    pattern: /Disconnected.*state APIVERSION_QUERY/,
    advice: 'the brokers hang up at once, as they do when they want TLS; set `ssl`',
    only: ({ ssl }) => !ssl,
  },
  {
    failure: 'sasl-wanted',
    pattern: /Disconnected.*state UP/,
    advice: 'the brokers hang up on the first request, as they do when they want SASL; set `sasl`',
    only: ({ sasl }) => !sasl,
  },
  {
    failure: 'unknown-host',
    pattern: /Failed to resolve/,
    advice: 'nobody knows a host of this name; check the addresses',
  },
  {
    failure: 'refused',
    pattern: /Connection refused/,
    advice: 'nothing listens there; check that Kafka runs, and the port',
  },
  {
    failure: 'unreachable',
    pattern: /timed out|timeout|unreachable|No route to host/i,
    advice: 'the host can not be reached; check the address and what lies between (firewall, VPN)',
  },
];

/** What a connection failed from. */
export interface Diagnosis {
  readonly failure: ConnectionFailure;
  readonly advice: string;
  readonly permanent: boolean;
  /** What the client library said, without the names of its threads. */
  readonly detail: string | undefined;
}

/** Finds out why a connection does not come about, from what the client library logged meanwhile. */
export function diagnose(connection: ConnectionOptions, messages: readonly string[]): Diagnosis {
  for (const { failure, pattern, advice, permanent = false, only } of SIGNS) {
    const message = messages.find((text) => pattern.test(text));
    if (message === undefined || only?.(connection) === false) continue;
    return { failure, advice, permanent, detail: withoutThread(message) };
  }
  return {
    failure: 'no-answer',
    advice: 'check that the addresses are those of Kafka brokers',
    permanent: false,
    detail: messages[0] === undefined ? undefined : withoutThread(messages[0]),
  };
}

/** `[thrd:host/bootstrap]: host/bootstrap: what happened (after 3ms in state …)`: what happened. */
function withoutThread(message: string): string {
  return message
    .replace(/^\[thrd:[^\]]*\]: \S+: /, '')
    .replace(/ \(after \d+ms in state .*\)$/, '');
}
