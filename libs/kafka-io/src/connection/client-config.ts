import type {
  BearerToken,
  ConnectionOptions,
  SaslOptions,
  TlsOptions,
} from './connection-options.js';

/** A configuration of librdkafka, as the native client takes it. */
export type ClientConfig = Record<string, unknown>;

/** Translates {@link ConnectionOptions} to librdkafka's properties; `extra` is laid over them. */
export function clientConfig(
  connection: ConnectionOptions,
  extra: ClientConfig = {},
): ClientConfig {
  return {
    'bootstrap.servers': connection.brokers,
    'client.id': connection.clientId ?? 'wikistream',
    'security.protocol': securityProtocol(connection),
    // A broker on the same machine answers in microseconds: do not wait to fill packets.
    'socket.nagle.disable': true,
    'reconnect.backoff.max.ms': 5_000,
    ...tlsConfig(connection.ssl),
    ...saslConfig(connection.sasl),
    ...extra,
    ...connection.config,
  };
}

function securityProtocol({ ssl, sasl }: ConnectionOptions): string {
  if (sasl) return ssl ? 'sasl_ssl' : 'sasl_plaintext';
  return ssl ? 'ssl' : 'plaintext';
}

function tlsConfig(ssl: boolean | TlsOptions | undefined): ClientConfig {
  if (!ssl || ssl === true) return {};
  return {
    ...(ssl.ca === undefined ? {} : { 'ssl.ca.pem': ssl.ca }),
    ...(ssl.cert === undefined ? {} : { 'ssl.certificate.pem': ssl.cert }),
    ...(ssl.key === undefined ? {} : { 'ssl.key.pem': ssl.key }),
    ...(ssl.keyPassword === undefined ? {} : { 'ssl.key.password': ssl.keyPassword }),
    ...(ssl.verify === false
      ? {
          'enable.ssl.certificate.verification': false,
          'ssl.endpoint.identification.algorithm': 'none',
        }
      : {}),
  };
}

function saslConfig(sasl: SaslOptions | undefined): ClientConfig {
  if (!sasl) return {};
  if (sasl.mechanism === 'oauthbearer') {
    return { 'sasl.mechanisms': 'OAUTHBEARER', oauthbearer_token_refresh_cb: refresh(sasl.token) };
  }
  return {
    'sasl.mechanisms': sasl.mechanism.toUpperCase(),
    'sasl.username': sasl.username,
    'sasl.password': sasl.password,
  };
}

function refresh(token: () => Promise<BearerToken>) {
  return async () => {
    const { value, principal, expiresAt } = await token();
    return { tokenValue: value, principal: principal ?? '', lifetime: expiresAt };
  };
}
