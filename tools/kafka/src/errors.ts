export type LocalKafkaErrorCode =
  'ERR_KAFKA_JAVA' | 'ERR_KAFKA_DOWNLOAD' | 'ERR_KAFKA_CHECKSUM' | 'ERR_KAFKA_START';

/** Base of everything this tool throws; `code` is stable. */
export class LocalKafkaError extends Error {
  readonly code: LocalKafkaErrorCode;

  constructor(code: LocalKafkaErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** There is no Java, or one that is too old for Kafka 4. */
export class JavaMissingError extends LocalKafkaError {
  constructor(found: string, options?: ErrorOptions) {
    super(
      'ERR_KAFKA_JAVA',
      `Kafka 4 needs Java 17 or later; ${found}. Install it (Debian: apt-get install openjdk-17-jre-headless) or set JAVA_HOME.`,
      options,
    );
  }
}

/** A jar cannot be had from the repository. */
export class DownloadError extends LocalKafkaError {
  readonly url: string;

  constructor(url: string, reason: string, options?: ErrorOptions) {
    super(
      'ERR_KAFKA_DOWNLOAD',
      `Cannot download ${url}: ${reason}. Where Maven Central is not reachable, set MAVEN_REPOSITORY_URL to a mirror of it.`,
      options,
    );
    this.url = url;
  }
}

/** A downloaded jar is not the one this tool was made with. */
export class ChecksumError extends LocalKafkaError {
  readonly url: string;

  constructor(url: string, expected: string, actual: string) {
    super(
      'ERR_KAFKA_CHECKSUM',
      `${url} has the SHA-256 ${actual}, expected ${expected}; it was not kept. Check the repository it came from.`,
    );
    this.url = url;
  }
}

/** The broker ended before it answered, or did not answer in time. */
export class BrokerStartError extends LocalKafkaError {
  /** The last lines the broker printed. */
  readonly output: string;

  constructor(reason: string, output: string) {
    super('ERR_KAFKA_START', `Kafka did not start: ${reason}.\n${output}`.trim());
    this.output = output;
  }
}
