import {
  defineSchema,
  DestructiveChangeError,
  destroySchema,
  planSchema,
} from '@wikistream/risingwave-schema';
import type { Command } from '../command.js';
import { planText } from '../terminal/plan-text.js';
import { reportTo } from './report.js';

export const destroyCommand: Command = {
  words: 'destroy',
  async run(context) {
    const { db, engine, settings, print, tell, ask, signal } = context;
    const plan = await planSchema(db, defineSchema([]), engine);
    const losses = plan.changes.flatMap(({ destructive }) => destructive);
    // Before anybody is asked: a yes would be refused all the same.
    if (losses.length > 0 && !settings.allowDestructive) throw new DestructiveChangeError(losses);
    if (!settings.yes) {
      tell(planText(plan));
      if (!(await ask('Drop all of this, with all rows?'))) {
        tell('Nothing was changed.');
        return 1;
      }
    }
    const { changes } = await destroySchema(db, {
      ...engine,
      allowDestructive: settings.allowDestructive,
      lockTimeout: settings.lockTimeout * 1000,
      onProgress: reportTo(context),
      signal,
    });
    print(
      settings.json
        ? JSON.stringify({ changes }, undefined, 2)
        : `Dropped ${changes.length} objects.`,
    );
    return 0;
  },
};
