import {
  applySchema,
  planSchema,
  seedLanguages,
  type Progress,
} from '@wikistream/risingwave-schema';
import type { Command, CommandContext } from '../command.js';
import { confirm } from '../terminal/confirm.js';
import { planText } from '../terminal/plan-text.js';

export const applyCommand: Command = {
  words: 'apply',
  async run(context) {
    const { db, schema, engine, settings, logger, print, signal } = context;
    if (!settings.yes) {
      const plan = await planSchema(db, schema, engine);
      print(planText(plan));
      if (!plan.empty && !(await confirm('Apply this plan?', signal))) {
        print('Nothing was changed.');
        return 1;
      }
    }
    const { changes } = await applySchema(db, schema, {
      ...engine,
      allowDestructive: settings.allowDestructive,
      lockTimeout: settings.lockTimeout * 1000,
      onProgress: (progress) => report(context, progress),
      signal,
    });
    // A schema of one's own need not have languages.
    const languages =
      settings.schema === undefined
        ? await seedLanguages(db, { target: engine.target, timeZone: settings.timeZone })
        : undefined;
    if (languages) logger.info({ ...languages }, 'dim_language imported');
    print(
      settings.json
        ? JSON.stringify({ changes, languages: languages ?? null }, undefined, 2)
        : changes.length === 0
          ? 'The database was as defined already.'
          : `Applied ${changes.length} changes: the database is as defined.`,
    );
    return 0;
  },
};

function report({ logger }: CommandContext, { object, action, backfill }: Progress): void {
  logger.info({ object, action, ...(backfill ? { backfill } : {}) }, `${action} ${object}`);
}
