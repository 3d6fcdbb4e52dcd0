#!/usr/bin/env node
import { runApp } from '@wikistream/service-kit';
import { SimulatorSettings } from './settings.js';
import { startSimulatorApp } from './simulator-app.js';

await runApp({
  name: 'simulator',
  description: 'Serves recorded or made-up events as stream.wikimedia.org does.',
  version: '0.1.0',
  settings: SimulatorSettings,
  start: startSimulatorApp,
});
