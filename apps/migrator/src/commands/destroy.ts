import { destroySchema } from '@wikistream/risingwave-schema';
import type { Command } from '../command.js';
import { confirm } from '../terminal/confirm.js';

export const destroyCommand: Command = {
  words: 'destroy',
  async run({ db, engine, settings, print, signal }) {
    const question = 'Drop every table and view this tool made, with all rows?';
    if (!settings.yes && !(await confirm(question, signal))) {
      print('Nothing was changed.');
      return 1;
    }
    const { changes } = await destroySchema(db, {
      ...engine,
      allowDestructive: settings.allowDestructive,
      lockTimeout: settings.lockTimeout * 1000,
      signal,
    });
    print(`Dropped ${changes.length} objects.`);
    return 0;
  },
};
