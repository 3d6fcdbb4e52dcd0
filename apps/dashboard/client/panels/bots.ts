import type { Statistics } from '../../src/api/contract.js';
import { byId } from '../page/dom.js';
import { t } from '../page/language.js';
import { showParts } from './parts-of-whole.js';

/** Bots against people. */
export function showBots({ bots }: Statistics): void {
  showParts(byId('bots-bar'), byId('bots-legend'), [
    { label: t('people'), value: bots.person, tone: 'accent' },
    { label: t('botsLabel'), value: bots.bot, tone: 'soft' },
  ]);
}
