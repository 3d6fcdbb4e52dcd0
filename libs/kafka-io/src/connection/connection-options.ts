import type { Logger } from '../logger.js';

/** TLS; every text is PEM. */
export interface TlsOptions {
  /** Certificates of the authorities to trust; default: those of the system. */
  readonly ca?: string;
  /** This client's certificate and private key, where the brokers ask for one. */
  readonly cert?: string;
  readonly key?: string;
  readonly keyPassword?: string;
  /** Verify the brokers' certificates and host names (default true). */
  readonly verify?: boolean;
}

/** A bearer token for SASL/OAUTHBEARER. */
export interface BearerToken {
  readonly value: string;
  readonly principal?: string;
  /** When the token ends, in ms since the epoch. */
  readonly expiresAt: number;
}

export type SaslOptions =
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
      readonly username: string;
      readonly password: string;
    }
  | {
      readonly mechanism: 'oauthbearer';
      /** Called whenever a token is needed. */
      readonly token: () => Promise<BearerToken>;
    };

/** How to reach a cluster; taken by every function of this library. */
export interface ConnectionOptions {
  /** `host:port[,host:port…]` */
  readonly brokers: string;
  /** Name of this client in the brokers' logs and quotas. Default `wikistream`. */
  readonly clientId?: string;
  /** `true`: TLS with the system's authorities. */
  readonly ssl?: boolean | TlsOptions;
  readonly sasl?: SaslOptions;
  /** Receives what the client library has to say. Default: nothing is logged. */
  readonly logger?: Logger;
  /** Any property of librdkafka's CONFIGURATION.md, laid over what this library sets. */
  readonly config?: Readonly<Record<string, string | number | boolean>>;
}
