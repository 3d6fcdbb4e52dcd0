import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildOllama, ollamaVersion, type BuildOptions } from './build-ollama.js';
import { ServerProcess } from './server-process.js';

export interface OllamaOptions extends BuildOptions {
  /** Folder of the models, kept. Default: a temporary one, removed by `stop()`. */
  readonly dataDir?: string;
  /** Default 0: any free port, the same again after a restart. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Answers worked on at a time (`OLLAMA_NUM_PARALLEL`). Default 1, as Ollama's own. */
  readonly parallel?: number;
  /** Requests that may wait before others are refused (`OLLAMA_MAX_QUEUE`). Default 512. */
  readonly queue?: number;
  /** Longest wait for the server to answer, in milliseconds. Default 30,000. */
  readonly startTimeoutMs?: number;
}

/** A running Ollama server. */
export interface OllamaServer {
  /** `http://127.0.0.1:40123` */
  readonly url: string;
  /** Version of Ollama. */
  readonly version: string;
  /** Settles when the server's process ends, for whatever reason. */
  readonly exited: Promise<void>;
  /** Ends the server in good order, and removes temporary models. */
  stop(): Promise<void>;
  /** Ends the server at once, requests under way included; `restart()` brings it back. */
  kill(): Promise<void>;
  /** Stops the server if it runs, and starts it with the same models and address. */
  restart(): Promise<void>;
}

/**
 * Starts Ollama and waits until it answers. It is built once (minutes), and taken from the cache
 * afterwards. It has no models at first and looks for none on the network.
 * @throws ToolchainMissingError, BuildError, ServerStartError
 */
export async function startOllama(options: OllamaOptions = {}): Promise<OllamaServer> {
  const { host = '127.0.0.1', parallel = 1, queue = 512, startTimeoutMs = 30_000 } = options;
  const file = await buildOllama(options);
  const version = await ollamaVersion();
  const temporary = options.dataDir === undefined;
  const dataDir = options.dataDir
    ? resolve(options.dataDir)
    : await mkdtemp(join(tmpdir(), 'wikistream-ollama-'));
  await mkdir(dataDir, { recursive: true });
  const port = options.port || (await freePort(host));
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    // Its keys and settings stay with its models, apart from those of an Ollama in daily use.
    HOME: dataDir,
    OLLAMA_MODELS: join(dataDir, 'models'),
    OLLAMA_HOST: `${host}:${port}`,
    OLLAMA_NUM_PARALLEL: String(parallel),
    OLLAMA_MAX_QUEUE: String(queue),
    OLLAMA_NO_CLOUD: '1',
  };
  const start = async () => {
    const server = new ServerProcess({ file, host, port, env, startTimeoutMs });
    await server.ready();
    return server;
  };
  let server = await start();

  return {
    url: `http://${host}:${port}`,
    version,
    get exited() {
      return server.exited;
    },
    stop: async () => {
      await server.stop();
      if (temporary) await rm(dataDir, { recursive: true, force: true });
    },
    kill: () => server.kill(),
    restart: async () => {
      await server.stop();
      server = await start();
    },
  };
}

/** A port free at this moment. */
async function freePort(host: string): Promise<number> {
  const probe = createServer().listen(0, host);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise<void>((closed) => probe.close(() => closed()));
  return port;
}
