export { TranslatorSettings } from './settings.js';
export { articles, startTranslator, translations } from './translator.js';
