export { startDeadLetters } from './dead-letters.js';
export { Settings } from './settings.js';
