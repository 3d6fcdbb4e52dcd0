import { consumerSettings, kafkaSettings, setting, timeZoneSetting } from '@wikistream/service-kit';
import { MOST_TITLES_BY_TRIAL } from '@wikistream/translator-core';
import Type, { type Static } from 'typebox';

const HTTP_URL = '^https?://[^\\s,]+$';

export const TranslatorSettings = Type.Object({
  ...kafkaSettings,
  ...consumerSettings,
  timeZone: timeZoneSetting,
  groupId: setting(Type.String({ minLength: 1 }), {
    env: 'TRANSLATOR_GROUP_ID',
    flag: '--group-id <id>',
    description: 'Consumer group; instances of one group share the work',
    default: 'wikistream-translator',
  }),
  backend: setting(Type.Enum(['auto', 'ollama', 'openai', 'transcription']), {
    env: 'TRANSLATOR_BACKEND',
    flag: '--backend <name>',
    description:
      'ollama, openai, transcription (by rule, without a model), or auto: Ollama if it answers and has the model, else transcription',
    default: 'auto',
  }),
  target: setting(Type.Enum(['zh', 'zh-Hani']), {
    env: 'TRANSLATOR_TARGET',
    flag: '--target <language>',
    description:
      'zh: Chinese in simplified characters, titles in traditional ones converted; zh-Hani: Chinese as it comes, nothing converted',
    default: 'zh',
  }),
  model: setting(Type.String({ minLength: 1, maxLength: 200 }), {
    env: 'TRANSLATOR_MODEL',
    flag: '--model <name>',
    description: 'Model the server is asked for',
    default: 'qwen3:0.6b',
  }),
  ollamaHost: setting(Type.String({ minLength: 1 }), {
    env: 'OLLAMA_HOST',
    flag: '--ollama-host <address>',
    description: 'Ollama server, host:port or URL',
    default: '127.0.0.1:11434',
  }),
  pull: setting(Type.Boolean(), {
    env: 'TRANSLATOR_PULL',
    flag: '--pull',
    description: 'Download the model if the Ollama server does not have it',
    default: false,
  }),
  openaiBaseUrls: setting(
    Type.Array(Type.String({ pattern: HTTP_URL, errorMessage: 'must be http(s) addresses' })),
    {
      env: 'OPENAI_BASE_URLS',
      flag: '--openai-base-urls <list>',
      description: 'OpenAI-compatible servers, e.g. http://host:8000/v1, separated by commas',
      default: [],
    },
  ),
  openaiApiKey: setting(Type.Optional(Type.String()), {
    env: 'OPENAI_API_KEY',
    description: 'Key sent to the OpenAI-compatible servers',
    secret: true,
  }),
  concurrency: setting(Type.Integer({ minimum: 1, maximum: 1024 }), {
    env: 'TRANSLATOR_CONCURRENCY',
    flag: '--concurrency <n>',
    description:
      'Parallel slots of the model server (OLLAMA_NUM_PARALLEL), all of which are kept busy; fewer requests are sent while it is overloaded',
    default: 4,
  }),
  titlesPerRequest: setting(
    Type.Union([Type.Literal('auto'), Type.Integer({ minimum: 1, maximum: 50 })], {
      errorMessage: 'must be auto or a number from 1 to 50',
    }),
    {
      env: 'TRANSLATOR_TITLES_PER_REQUEST',
      flag: '--titles-per-request <n>',
      description: `Titles in one request to the model; auto finds by trial how many, up to ${MOST_TITLES_BY_TRIAL}, take the least time per title`,
      default: 1,
    },
  ),
  commitMs: setting(Type.Integer({ minimum: 0, maximum: 60_000 }), {
    env: 'TRANSLATOR_COMMIT_MS',
    flag: '--commit-ms <n>',
    description:
      'Longest time a finished title waits for others to share its transaction, which costs more than the titles in it',
    default: 500,
  }),
  fallback: setting(Type.Enum(['none', 'transcription']), {
    env: 'TRANSLATOR_FALLBACK',
    flag: '--fallback <name>',
    description:
      'What becomes of a title no answer of the model is fit for: transcription, or none (marked failed)',
    default: 'transcription',
  }),
  timeoutSeconds: setting(Type.Number({ minimum: 0.1, maximum: 3600 }), {
    env: 'TRANSLATOR_TIMEOUT_SECONDS',
    flag: '--timeout <seconds>',
    description: 'Longest time a request to the model may take, loading the model included',
    default: 120,
  }),
  cacheTitles: setting(Type.Integer({ minimum: 0, maximum: 10_000_000 }), {
    env: 'TRANSLATOR_CACHE_TITLES',
    flag: '--cache-titles <n>',
    description: 'Translations remembered; 0 remembers none',
    default: 50_000,
  }),
});

export type TranslatorSettings = Static<typeof TranslatorSettings>;
