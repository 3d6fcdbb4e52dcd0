#!/usr/bin/env node
import { runApp } from '@wikistream/service-kit';
import { startDeadLetters } from './dead-letters.js';
import { Settings } from './settings.js';

await runApp({
  name: 'dead-letters',
  description: 'Lists the records a topic could not have processed, and puts them back into it.',
  version: '0.1.0',
  positionals: { usage: '[command...]', description: 'list <topic> | replay <topic>' },
  settings: Settings,
  start: (context) => startDeadLetters(context),
});
