import { schemaDrift } from '@wikistream/risingwave-schema';
import type { Command } from '../command.js';

/** Exit code when the database is not what was applied. */
const DRIFTED = 2;

export const driftCommand: Command = {
  words: 'drift',
  async run({ db, engine, settings, print }) {
    const drifts = await schemaDrift(db, engine);
    if (settings.json) print(JSON.stringify(drifts, undefined, 2));
    else if (drifts.length === 0) print('The database is what was applied.');
    else print(drifts.map(({ object, detail }) => `${object}: ${detail}`).join('\n'));
    return drifts.length === 0 ? 0 : DRIFTED;
  },
};
