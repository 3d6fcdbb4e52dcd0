import { setting } from '@wikistream/service-kit';
import Type, { type Static } from 'typebox';

export const OllamaSettings = Type.Object({
  host: setting(Type.String({ minLength: 1 }), {
    env: 'OLLAMA_LOCAL_HOST',
    flag: '--host <host>',
    description: 'Address the server listens on',
    default: '127.0.0.1',
  }),
  port: setting(Type.Integer({ minimum: 0, maximum: 65535 }), {
    env: 'OLLAMA_LOCAL_PORT',
    flag: '--port <port>',
    description: 'Port the server listens on; 0 takes any free port',
    default: 11434,
  }),
  dataDir: setting(Type.Optional(Type.String({ minLength: 1 })), {
    env: 'OLLAMA_LOCAL_DATA_DIR',
    flag: '--data-dir <folder>',
    description: 'Folder of the models, kept; default: a temporary one',
  }),
  parallel: setting(Type.Integer({ minimum: 1, maximum: 256 }), {
    env: 'OLLAMA_NUM_PARALLEL',
    flag: '--parallel <n>',
    description: 'Answers worked on at a time',
    default: 1,
  }),
  tinyModel: setting(Type.Optional(Type.String({ minLength: 1, maxLength: 200 })), {
    env: 'OLLAMA_LOCAL_TINY_MODEL',
    flag: '--tiny-model <name>',
    description: 'Install a model of random weights under this name',
  }),
});
export type OllamaSettings = Static<typeof OllamaSettings>;
