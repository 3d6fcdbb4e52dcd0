#!/usr/bin/env node
import { runApp } from '@wikistream/service-kit';
import { startKafkaApp } from './kafka-app.js';
import { KafkaSettings } from './settings.js';

await runApp({
  name: 'kafka',
  description: 'A real Apache Kafka 4 on this machine: one node, KRaft, from Maven Central’s jars.',
  version: '0.1.0',
  settings: KafkaSettings,
  start: startKafkaApp,
});
