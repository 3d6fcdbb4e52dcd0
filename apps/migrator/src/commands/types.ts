import { databaseTypes } from '@wikistream/risingwave-schema';
import type { Command } from '../command.js';

export const typesCommand: Command = {
  words: 'types',
  async run({ db, engine, print }) {
    print((await databaseTypes(db, engine)).trimEnd());
    return 0;
  },
};
