import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cacheFolder, fetchJars, jarList, repositoryUrl } from './jars.js';
import { findJava } from './java.js';
import { formatStorage, KafkaProcess, type ProcessOptions } from './kafka-process.js';
import { freePorts } from './ports.js';
import { clusterId, serverProperties, type Properties } from './server-properties.js';

export interface KafkaOptions {
  /** Folder of the broker's data, kept. Default: a temporary one, removed by `stop()`. */
  readonly dataDir?: string;
  /** Default 0: any free port, the same again after a restart. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Size of the Java heap. Default 512m. */
  readonly heap?: string;
  /** Settings of the broker, over those chosen here. */
  readonly properties?: Properties;
  /** Longest wait for the broker to answer, in milliseconds. Default 60,000. */
  readonly startTimeoutMs?: number;
  /** Told when jars have to be downloaded first. */
  readonly onDownload?: (count: number, repository: string) => void;
}

/** A running Apache Kafka, one node that is broker and controller. */
export interface Kafka {
  /** Bootstrap servers: `127.0.0.1:40123`. */
  readonly brokers: string;
  /** Version of Kafka. */
  readonly version: string;
  /** Settles when the broker's process ends, for whatever reason. */
  readonly exited: Promise<void>;
  /** Ends the broker in good order, and removes a temporary data folder. */
  stop(): Promise<void>;
  /** Ends the broker as a power cut does; `restart()` brings it back. */
  kill(): Promise<void>;
  /** Stops the broker if it runs, and starts it with the same data and address. */
  restart(): Promise<void>;
}

/**
 * Starts Apache Kafka 4 in KRaft mode and waits until clients can work with it. Its jars come from
 * Maven Central once, and from the cache afterwards.
 * @throws JavaMissingError, DownloadError, ChecksumError, BrokerStartError
 */
export async function startKafka(options: KafkaOptions = {}): Promise<Kafka> {
  const { host = '127.0.0.1', heap = '512m', startTimeoutMs = 60_000 } = options;
  const java = await findJava();
  const { kafka: version, jars: list } = await jarList();
  const repository = repositoryUrl();
  const jars = await fetchJars(list, {
    folder: cacheFolder(version),
    repository,
    onDownload: (count) => options.onDownload?.(count, repository),
  });

  const temporary = options.dataDir === undefined;
  const dataDir = options.dataDir
    ? resolve(options.dataDir)
    : await mkdtemp(join(tmpdir(), 'wikistream-kafka-'));
  await mkdir(dataDir, { recursive: true });
  const [first = 0, second = 0] = await freePorts(host, 2);
  const port = options.port || first;
  const address = { host, port, controllerPort: second };
  const properties = join(dataDir, 'server.properties');
  await writeFile(properties, serverProperties(address, join(dataDir, 'logs'), options.properties));

  const process: ProcessOptions = { java, jars, properties, heap, host, port, startTimeoutMs };
  await formatStorage(process, clusterId(randomBytes(16)));
  const start = async () => {
    const broker = new KafkaProcess(process);
    await broker.ready();
    return broker;
  };
  let broker = await start();

  return {
    brokers: `${host}:${port}`,
    version,
    get exited() {
      return broker.exited;
    },
    stop: async () => {
      await broker.stop();
      if (temporary) await rm(dataDir, { recursive: true, force: true });
    },
    kill: () => broker.kill(),
    restart: async () => {
      await broker.stop();
      broker = await start();
    },
  };
}
