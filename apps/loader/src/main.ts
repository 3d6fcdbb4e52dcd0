#!/usr/bin/env node
import { runApp } from '@wikistream/service-kit';
import { startLoader } from './loader.js';
import { LoaderSettings } from './settings.js';

await runApp({
  name: 'loader',
  description:
    'Loads the topics of articles and translations into PostgreSQL tables, rows and offsets in one transaction',
  version: '0.1.0',
  settings: LoaderSettings,
  start: startLoader,
});
