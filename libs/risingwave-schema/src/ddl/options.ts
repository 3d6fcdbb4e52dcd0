/** How RisingWave reaches Kafka; unused on PostgreSQL. */
export interface KafkaConnectionOptions {
  /** Bootstrap servers as RisingWave sees them, `host:port[,host:port…]`. */
  readonly brokers: string;
  readonly securityProtocol?: 'plaintext' | 'ssl' | 'sasl_plaintext' | 'sasl_ssl';
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    /** Stored as a RisingWave SECRET; never part of a table's definition, a plan, a log or an error. */
    readonly password: string;
  };
  readonly clientId?: string;
  /** Further `properties.*` of the connector, e.g. `{ 'ssl.ca.location': '/ca.pem' }`. Not for secrets. */
  readonly properties?: Readonly<Record<string, string>>;
}

/** What definitions need to know about the place they are compiled for. */
export interface CompileOptions {
  readonly kafka?: KafkaConnectionOptions;
  /** Values of `secret` definitions by name. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Where secrets with `env` find their values. Default: `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}
