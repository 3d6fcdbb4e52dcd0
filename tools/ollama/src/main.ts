#!/usr/bin/env node
import { runApp } from '@wikistream/service-kit';
import { startOllamaApp } from './ollama-app.js';
import { OllamaSettings } from './settings.js';

await runApp({
  name: 'ollama',
  description: 'A real Ollama server on this machine, built from its Go module.',
  version: '0.1.0',
  settings: OllamaSettings,
  start: startOllamaApp,
});
