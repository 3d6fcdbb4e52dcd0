#!/usr/bin/env node
import { runApp } from '@wikistream/service-kit';
import { startDashboard } from './dashboard.js';
import { DashboardSettings } from './settings.js';

await runApp({
  name: 'dashboard',
  description: 'Shows new articles, languages, contributors and translations as they arrive',
  version: '0.1.0',
  settings: DashboardSettings,
  start: startDashboard,
});
