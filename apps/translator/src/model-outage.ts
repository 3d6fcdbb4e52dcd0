import type { AppContext } from '@wikistream/service-kit';
import { TranslatorSetupError, TranslatorUnavailableError } from '@wikistream/translator-core';
import type { TranslatorMetrics } from './metrics.js';
import type { TranslatorSettings } from './settings.js';

/**
 * A fault of the setup, told to the loop as an outage: only somebody's doing mends it, but no title is
 * to blame, so they wait as they do for a server that is away.
 */
class UnmendedSetupError extends Error {
  readonly retriable = true;

  constructor(cause: TranslatorSetupError) {
    super(cause.message, { cause });
    this.name = 'UnmendedSetupError';
  }
}

/** Whether titles wait for the model, as readiness, metrics and the log tell it. */
export class ModelOutage {
  readonly #context: Pick<AppContext<TranslatorSettings>, 'health' | 'logger'>;
  readonly #metrics: TranslatorMetrics;
  readonly #translator: string;
  /** Kinds of fault the log has told of: each is told once, not once a title. */
  readonly #told = new Set<string>();

  constructor(
    context: Pick<AppContext<TranslatorSettings>, 'health' | 'logger'>,
    metrics: TranslatorMetrics,
    translator: string,
  ) {
    this.#context = context;
    this.#metrics = metrics;
    this.#translator = translator;
  }

  /** The model has answered. */
  over(): void {
    if (this.#told.size > 0) this.#context.logger.info(`${this.#translator} answers again`);
    this.#told.clear();
    this.#context.health.ready('model', true);
  }

  /** Takes what a call rejected with; returns what the loop is to be told. */
  begun(error: unknown): unknown {
    const { health, logger } = this.#context;
    if (error instanceof TranslatorUnavailableError) {
      this.#metrics.outages.inc({ kind: error.kind });
      health.ready('model', false, error.message);
      if (this.#isNews(error.kind)) logger.warn(`${error.message}; the titles wait`);
      return error;
    }
    if (error instanceof TranslatorSetupError) {
      this.#metrics.outages.inc({ kind: 'setup' });
      health.ready('model', false, error.message);
      if (this.#isNews(error.code))
        logger.error(`${error.message}; the titles wait until this is mended`);
      return new UnmendedSetupError(error);
    }
    return error;
  }

  #isNews(kind: string): boolean {
    if (this.#told.has(kind)) return false;
    this.#told.add(kind);
    return true;
  }
}
