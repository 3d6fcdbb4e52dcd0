#!/usr/bin/env node
import { writeFile } from 'node:fs/promises';
import { runApp, setting } from '@wikistream/service-kit';
import {
  ollamaTranslator,
  openaiTranslator,
  transcriptionTranslator,
  type Translator,
} from '@wikistream/translator-core';
import Type from 'typebox';
import { TranslatorSettings } from '../settings.js';
import { evaluate, type Evaluation } from './evaluate.js';
import { referenceTitles } from './reference.js';
import { json, markdown } from './report.js';

const { ollamaHost, openaiBaseUrls, openaiApiKey, titlesPerRequest, timeoutSeconds } =
  TranslatorSettings.properties;

await runApp({
  name: 'translator-eval',
  description: 'Compares translators on a reference set of titles with agreed Chinese names.',
  version: '0.1.0',
  settings: Type.Object({
    ollamaHost,
    openaiBaseUrls,
    openaiApiKey,
    titlesPerRequest,
    timeoutSeconds,
    models: setting(Type.Array(Type.String()), {
      env: 'EVAL_MODELS',
      flag: '--models <list>',
      description: 'Models to compare with transcription, separated by commas',
      default: [],
    }),
    format: setting(Type.Enum(['markdown', 'json']), {
      env: 'EVAL_FORMAT',
      flag: '--format <format>',
      description: 'markdown or json',
      default: 'markdown',
    }),
    output: setting(Type.Optional(Type.String({ minLength: 1 })), {
      env: 'EVAL_OUTPUT',
      flag: '--output <file>',
      description: 'File the report is written to; default: standard output',
    }),
  }),
  start: async ({ settings, signal, logger }) => {
    const served = (model: string): Translator => {
      const common = {
        model,
        timeoutMs: settings.timeoutSeconds * 1000,
        titlesPerRequest: settings.titlesPerRequest,
      };
      return settings.openaiBaseUrls.length > 0
        ? openaiTranslator({
            ...common,
            baseUrls: settings.openaiBaseUrls,
            apiKey: settings.openaiApiKey,
          })
        : ollamaTranslator({ ...common, host: settings.ollamaHost });
    };
    const work = async (): Promise<void> => {
      const references = await referenceTitles();
      const evaluations: Evaluation[] = [];
      for (const translator of [transcriptionTranslator(), ...settings.models.map(served)]) {
        logger.debug(`evaluating ${translator.name}`);
        evaluations.push(await evaluate(translator, references, signal));
      }
      const report = (settings.format === 'json' ? json : markdown)(references, evaluations);
      if (settings.output === undefined) process.stdout.write(report);
      else await writeFile(settings.output, report);
    };
    return { done: work() };
  },
});
