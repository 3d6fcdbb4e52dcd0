#!/usr/bin/env node
import { runApp } from '@wikistream/service-kit';
import { TranslatorSettings } from './settings.js';
import { startTranslator } from './translator.js';

await runApp({
  name: 'translator',
  description: 'Translates the titles of new Wikipedia articles from topic to topic, each once.',
  version: '0.1.0',
  settings: TranslatorSettings,
  start: startTranslator,
});
