/** A title and the Wikipedia language code it comes from (`de`, `zh-yue`). */
export interface TitleToTranslate {
  readonly title: string;
  readonly from: string;
}

/** What became of one title. */
export type TranslationResult =
  | {
      /** `passthrough`: the title was in the target language already, or has nothing to translate. */
      readonly status: 'translated' | 'passthrough';
      /** Never empty; free of control and direction characters. */
      readonly text: string;
      /** The translator that gave the text, e.g. `ollama:qwen3:0.6b`. */
      readonly translator: string;
    }
  | {
      readonly status: 'failed';
      /** A stable word, optionally followed by a colon and detail: `echo`, `unsupported-script:Khmer`. */
      readonly reason: string;
      readonly translator: string;
    };

/** Options of one call. */
export interface TranslateOptions {
  /**
   * Target language: `zh` (default), Chinese in simplified characters, converted by OpenCC where it is
   * not; `zh-Hani`, Chinese in whichever characters it comes. Where from, each title tells by itself,
   * since a batch mixes editions.
   */
  readonly to?: string | undefined;
  /** Aborting rejects the call with the signal's reason and ends its requests. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Translates article titles.
 *
 * A title that cannot be translated is a `failed` result. Trouble that is not the title's fault (the
 * server is away, busy, or its model missing) rejects instead, so that the titles can be tried again.
 */
export interface Translator {
  /** Backend and model: `ollama:qwen3:0.6b`, `transcription`. */
  readonly name: string;
  /**
   * What the answers come from, more exactly than the name can say: `ollama:qwen3:0.6b@sha256:7f40…`.
   * It may become known, and change, with {@link check}. Default: the name.
   */
  readonly identity?: string;
  /** Titles that now share a request to the model: what a caller best hands over at a time. */
  readonly titlesPerRequest?: number;
  /**
   * One result per title, in the same order.
   *
   * @throws {TranslatorUnavailableError} an outage; the same call may succeed later
   * @throws {TranslatorSetupError} something an operator has to mend, such as a missing model
   */
  translate(
    titles: readonly TitleToTranslate[],
    options?: TranslateOptions,
  ): Promise<readonly TranslationResult[]>;
  /**
   * Resolves when the translator is ready to work.
   *
   * @throws {TranslatorUnavailableError} nothing answers
   * @throws {TranslatorSetupError} it answers, but cannot work; the message says what to do
   */
  check(signal?: AbortSignal): Promise<void>;
}
