/** Every code an error of this library can carry. Codes are stable: switch on them, not on messages. */
export type TranslatorErrorCode =
  | 'ERR_TRANSLATOR_UNAVAILABLE'
  | 'ERR_TRANSLATOR_MODEL_MISSING'
  | 'ERR_TRANSLATOR_SETUP'
  | 'ERR_TRANSLATOR_OPTION';

/** Base of all errors thrown by this library. */
export abstract class TranslatorError extends Error {
  abstract readonly code: TranslatorErrorCode;
  /** Whether the same call may succeed later without anybody's doing. */
  abstract readonly retriable: boolean;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Why a translator is unavailable. */
export type OutageKind = 'unreachable' | 'busy' | 'timeout' | 'server-error' | 'protocol';

/** An outage: the server is away, busy, failing or silent. No title is to blame; try again later. */
export class TranslatorUnavailableError extends TranslatorError {
  override readonly code = 'ERR_TRANSLATOR_UNAVAILABLE';
  override readonly retriable = true;
  readonly kind: OutageKind;
  /** Name of the translator. */
  readonly translator: string;

  constructor(translator: string, kind: OutageKind, message: string, options?: ErrorOptions) {
    super(`${translator}: ${message}`, options);
    this.translator = translator;
    this.kind = kind;
  }
}

/** The server answers but refuses to work with this configuration; waiting does not mend it. */
export class TranslatorSetupError extends TranslatorError {
  override readonly code: 'ERR_TRANSLATOR_SETUP' | 'ERR_TRANSLATOR_MODEL_MISSING' =
    'ERR_TRANSLATOR_SETUP';
  override readonly retriable = false;
  readonly translator: string;

  constructor(translator: string, message: string, options?: ErrorOptions) {
    super(`${translator}: ${message}`, options);
    this.translator = translator;
  }
}

/**
 * The server refuses this very request (400, 413, 422). Whether the title is to blame or the setup
 * shows when it is asked for another.
 */
export class RequestRefusedError extends TranslatorSetupError {}

/** The server does not have the model. */
export class ModelMissingError extends TranslatorSetupError {
  override readonly code = 'ERR_TRANSLATOR_MODEL_MISSING';
  readonly model: string;

  constructor(translator: string, model: string, remedy: string, options?: ErrorOptions) {
    super(translator, `the server does not have the model "${model}"; ${remedy}`, options);
    this.model = model;
  }
}

/** An option cannot be used as given. */
export class TranslatorOptionError extends TranslatorError {
  override readonly code = 'ERR_TRANSLATOR_OPTION';
  override readonly retriable = false;
  readonly option: string;

  constructor(option: string, reason: string) {
    super(`Option "${option}": ${reason}`);
    this.option = option;
  }
}
