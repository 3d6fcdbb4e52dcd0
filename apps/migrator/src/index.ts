export { COMMANDS, startMigrator } from './migrator.js';
export { Settings } from './settings.js';
