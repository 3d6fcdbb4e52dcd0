import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError, type AppContext } from '@wikistream/service-kit';
import {
  ModelMissingError,
  ollamaTranslator,
  openaiTranslator,
  pullModel,
  transcriptionTranslator,
  TranslatorError,
  TranslatorSetupError,
  TranslatorUnavailableError,
  withCache,
  withFallback,
  type ModelTranslatorOptions,
  type Translator,
} from '@wikistream/translator-core';
import type { TranslatorMetrics } from './metrics.js';
import type { TranslatorSettings } from './settings.js';

/** How long `auto` waits for an Ollama server. */
const AUTO_PATIENCE = 2_000;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 15_000;

type Context = Pick<AppContext<TranslatorSettings>, 'settings' | 'logger' | 'signal' | 'health'>;

/**
 * The translator the settings ask for, ready to work. An explicitly chosen server that is away is
 * waited for.
 *
 * @throws {ServiceError} the server cannot work as configured
 */
export async function chooseBackend(
  context: Context,
  metrics: TranslatorMetrics,
): Promise<Translator> {
  const { settings, logger } = context;
  const { backend } = settings;
  if (backend === 'transcription') {
    logger.info('Titles are transcribed by rule; no model is used.');
    return transcriptionTranslator();
  }
  const served = backend === 'openai' ? openai(context, metrics) : ollama(settings, metrics);
  if (backend === 'auto') {
    const absence = await absenceOf(served, context);
    if (absence) {
      logger.info(`Titles are transcribed by rule, since no model is at hand: ${absence}`);
      return transcriptionTranslator();
    }
  } else {
    await waitFor(served, context);
  }
  logger.info(`Titles are translated by ${served.name}.`);
  const translator =
    settings.fallback === 'transcription'
      ? withFallback([served, transcriptionTranslator()])
      : served;
  return withCache(translator, {
    maxTitles: settings.cacheTitles,
    onHit: (titles) => metrics.cacheHits.inc(titles),
  });
}

/**
 * Requests to keep at a server with so many parallel slots: an eighth more, at least one. They wait
 * in the server's queue, so that a slot that falls free has its next title without a round trip.
 */
export const requestsFor = (slots: number): number => slots + Math.ceil(slots / 8);

function ollama(settings: TranslatorSettings, metrics: TranslatorMetrics): Translator {
  return ollamaTranslator({
    host: settings.ollamaHost,
    model: settings.model,
    timeoutMs: settings.timeoutSeconds * 1000,
    ...common(settings, metrics),
  });
}

function openai({ settings, logger }: Context, metrics: TranslatorMetrics): Translator {
  if (settings.openaiBaseUrls.length === 0) {
    throw new ServiceError(
      'ERR_APP',
      'OPENAI_BASE_URLS (--openai-base-urls) is not set; the openai backend needs at least one address such as http://127.0.0.1:8000/v1',
    );
  }
  return openaiTranslator({
    baseUrls: settings.openaiBaseUrls,
    model: settings.model,
    apiKey: settings.openaiApiKey,
    timeoutMs: settings.timeoutSeconds * 1000,
    onEndpoint: ({ url, error }) => {
      // Of the only server, readiness and the log tell anyway.
      if (settings.openaiBaseUrls.length === 1) return;
      if (error) logger.warn(`${error.message}; ${url} rests`);
      else logger.info(`${url} answers again`);
    },
    ...common(settings, metrics),
  });
}

function common(settings: TranslatorSettings, metrics: TranslatorMetrics): ModelTranslatorOptions {
  return {
    concurrency: requestsFor(settings.concurrency),
    titlesPerRequest: settings.titlesPerRequest,
    onAnswer: ({ tokens, seconds, refusal }) => {
      metrics.tokens.inc(tokens);
      metrics.answerSeconds.observe(seconds);
      if (refusal) metrics.refusals.inc({ reason: refusal });
    },
  };
}

/** Why `auto` does without the server; undefined when it is ready. */
async function absenceOf(served: Translator, context: Context): Promise<string | undefined> {
  const limit = AbortSignal.timeout(AUTO_PATIENCE);
  try {
    await served.check(AbortSignal.any([context.signal, limit]));
    return undefined;
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof ModelMissingError && context.settings.pull)
      return pulledFor(served, context);
    if (error instanceof TranslatorError) return error.message;
    if (limit.aborted) return `${served.name}: no answer within ${AUTO_PATIENCE / 1000} s`;
    throw error;
  }
}

/** The same after downloading the model. */
async function pulledFor(served: Translator, context: Context): Promise<string | undefined> {
  try {
    await pull(context);
    await served.check(context.signal);
    return undefined;
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof TranslatorError) return error.message;
    throw error;
  }
}

async function waitFor(served: Translator, context: Context): Promise<void> {
  const { settings, logger, signal, health } = context;
  // A model that is not listed after its download will not be after another.
  let mayPull = settings.pull && settings.backend === 'ollama';
  for (let pause = FIRST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, pause * 2)) {
    try {
      await served.check(signal).catch(async (error: unknown) => {
        if (!mayPull || !(error instanceof ModelMissingError)) throw error;
        await pull(context);
        mayPull = false;
        await served.check(signal);
      });
      health.ready('model', true);
      return;
    } catch (error) {
      if (error instanceof TranslatorSetupError) {
        const hint =
          error instanceof ModelMissingError && settings.backend === 'ollama' && !settings.pull
            ? ', or start with --pull'
            : '';
        throw new ServiceError('ERR_APP', `${error.message}${hint}`, { cause: error });
      }
      if (!(error instanceof TranslatorUnavailableError)) throw error;
      health.ready('model', false, error.message);
      logger.warn(`${error.message}; trying again in ${pause / 1000} s`);
      await delay(pause, undefined, { signal });
    }
  }
}

async function pull({ settings, logger, signal }: Context): Promise<void> {
  logger.info(`Downloading ${settings.model}`);
  let shown = '';
  await pullModel(
    { host: settings.ollamaHost, model: settings.model },
    (status, share) => {
      const line = share === undefined ? status : `${status} ${Math.floor(share * 10) * 10}%`;
      if (line !== shown) logger.info(line);
      shown = line;
    },
    signal,
  );
}
