#!/usr/bin/env node
import { runApp } from '@wikistream/service-kit';
import { startProducer } from './producer.js';
import { ProducerSettings } from './settings.js';

await runApp({
  name: 'producer',
  description: 'Reads new Wikipedia articles from Wikimedia EventStreams into Kafka, each once.',
  version: '0.1.0',
  settings: ProducerSettings,
  start: startProducer,
});
