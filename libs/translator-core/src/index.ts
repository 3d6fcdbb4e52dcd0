export type {
  TitleToTranslate,
  TranslateOptions,
  TranslationResult,
  Translator,
} from './translator.js';

export {
  DEFAULT_MODEL,
  ollamaTranslator,
  pullModel,
  type OllamaConnection,
  type OllamaOptions,
} from './backends/ollama/ollama.js';
export {
  openaiTranslator,
  type EndpointChange,
  type OpenAiOptions,
} from './backends/openai/openai.js';
export { transcriptionTranslator } from './backends/transcription/transcription.js';
export { MOST_TITLES_BY_TRIAL } from './model/batch-size.js';
export type { ModelTranslatorOptions } from './model/model-translator.js';

export { withCache, type CacheOptions } from './cache/with-cache.js';
export { withFallback, type FallbackOptions } from './chain/with-fallback.js';

export type { Refusal } from './checks/answer-text.js';
export {
  ModelMissingError,
  TranslatorError,
  TranslatorOptionError,
  TranslatorSetupError,
  TranslatorUnavailableError,
  type OutageKind,
  type TranslatorErrorCode,
} from './errors.js';
