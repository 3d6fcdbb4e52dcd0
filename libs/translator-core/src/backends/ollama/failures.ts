import {
  ModelMissingError,
  RequestRefusedError,
  TranslatorError,
  TranslatorSetupError,
  TranslatorUnavailableError,
} from '../../errors.js';
import { AnswerTooLargeError } from '../../transport/exchange.js';

interface Failure {
  readonly translator: string;
  readonly model: string;
  readonly url: string;
  /** How long the request was given, ms. */
  readonly timeoutMs: number;
  readonly timedOut: boolean;
}

const REQUEST_REFUSED: ReadonlySet<number> = new Set([400, 413, 422]);

/** The typed error for whatever a call to Ollama threw. */
export function failureOf(
  cause: unknown,
  { translator, model, url, timeoutMs, timedOut }: Failure,
): Error {
  if (cause instanceof TranslatorError) return cause;
  if (timedOut) {
    return new TranslatorUnavailableError(
      translator,
      'timeout',
      `no answer from ${url} within ${timeoutMs / 1000} s`,
      { cause },
    );
  }
  const status = statusOf(cause);
  const said = cause instanceof Error ? cause.message.slice(0, 300) : String(cause);
  if (status === 404)
    return new ModelMissingError(translator, model, `run "ollama pull ${model}"`, { cause });
  // So says a pull, in the middle of its stream, of a model that its registry does not know.
  if (said.includes('pull model manifest: file does not exist')) {
    const remedy = 'nor does the registry it pulls from; check the name';
    return new ModelMissingError(translator, model, remedy, { cause });
  }
  if (status === 429 || status === 503) {
    return new TranslatorUnavailableError(translator, 'busy', `${url} is busy: ${said}`, { cause });
  }
  if (status !== undefined && status >= 400 && status < 500) {
    const Refusal = REQUEST_REFUSED.has(status) ? RequestRefusedError : TranslatorSetupError;
    return new Refusal(translator, `${url} refused with ${status}: ${said}`, { cause });
  }
  if (status !== undefined) {
    return new TranslatorUnavailableError(
      translator,
      'server-error',
      `${url} failed with ${status}: ${said}`,
      { cause },
    );
  }
  if (cause instanceof SyntaxError) {
    return new TranslatorUnavailableError(
      translator,
      'protocol',
      `${url} did not answer with JSON`,
      {
        cause,
      },
    );
  }
  if (cause instanceof AnswerTooLargeError) {
    return new TranslatorUnavailableError(translator, 'protocol', `${url}: ${said}`, { cause });
  }
  // Network faults are TypeErrors; anything else is what the server said in the middle of a stream.
  if (!(cause instanceof TypeError)) {
    return new TranslatorUnavailableError(translator, 'server-error', `${url} failed: ${said}`, {
      cause,
    });
  }
  return new TranslatorUnavailableError(
    translator,
    'unreachable',
    `cannot talk to ${url} (${reasonOf(cause)}); start it with "ollama serve"`,
    { cause },
  );
}

function statusOf(error: unknown): number | undefined {
  const status = (error as { status_code?: unknown } | null)?.status_code;
  return typeof status === 'number' ? status : undefined;
}

function reasonOf(error: unknown): string {
  // Network faults come as a bare "fetch failed" with the reason inside.
  const inner = error instanceof Error ? error.cause : undefined;
  const code = (inner as { code?: unknown } | undefined)?.code;
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.message : String(error);
}
