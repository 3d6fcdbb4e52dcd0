import {
  notifyParent,
  ServiceError,
  type AppContext,
  type RunningApp,
} from '@wikistream/service-kit';
import { LocalOllamaError } from './errors.js';
import { installTinyModel } from './model/install-model.js';
import type { OllamaSettings } from './settings.js';
import { startOllama } from './start-ollama.js';

/** Runs the server until it is told to stop. */
export async function startOllamaApp(context: AppContext<OllamaSettings>): Promise<RunningApp> {
  const { settings, logger, health, signal } = context;
  const { host, port, parallel, dataDir, tinyModel } = settings;
  const start = async () => {
    const server = await startOllama({
      host,
      port,
      parallel,
      ...(dataDir === undefined ? {} : { dataDir }),
      onBuild: (version) => logger.info(`Building Ollama ${version}; this takes minutes`),
    });
    if (tinyModel !== undefined) {
      const model = { name: tinyModel, architecture: 'qwen3', thinking: true } as const;
      await installTinyModel(server.url, model);
    }
    return server;
  };
  const ollama = await start().catch((error: unknown) => {
    if (!(error instanceof LocalOllamaError)) throw error;
    throw new ServiceError('ERR_APP', error.message, { cause: error });
  });
  logger.info({ url: ollama.url }, `Ollama ${ollama.version} at ${ollama.url}`);
  health.ready('server', true);
  notifyParent({ type: 'ollama', url: ollama.url });
  const exited = ollama.exited.then(() => {
    if (!signal.aborted) throw new ServiceError('ERR_APP', 'Ollama ended by itself.');
  });
  return { done: exited, stop: () => ollama.stop() };
}
