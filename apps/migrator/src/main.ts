import { runApp } from '@wikistream/service-kit';
import { COMMANDS, startMigrator } from './migrator.js';
import { Settings } from './settings.js';

await runApp({
  name: 'migrator',
  description: 'Plans and applies the schema of the warehouse, RisingWave or PostgreSQL.',
  version: '0.1.0',
  positionals: {
    usage: '[command...]',
    description: COMMANDS.map(({ words }) => words).join(' | '),
  },
  settings: Settings,
  start: startMigrator,
});
