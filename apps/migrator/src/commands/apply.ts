import { applySchema, planSchema, seedLanguages } from '@wikistream/risingwave-schema';
import type { Command } from '../command.js';
import { planText } from '../terminal/plan-text.js';
import { note, reportTo } from './report.js';

export const applyCommand: Command = {
  words: 'apply',
  async run(context) {
    const { db, schema, engine, settings, print, tell, ask, signal } = context;
    if (!settings.yes) {
      const plan = await planSchema(db, schema, engine);
      tell(planText(plan));
      if (!plan.empty && !(await ask('Apply this plan?'))) {
        tell('Nothing was changed.');
        return 1;
      }
    }
    const { changes } = await applySchema(db, schema, {
      ...engine,
      allowDestructive: settings.allowDestructive,
      lockTimeout: settings.lockTimeout * 1000,
      topicTimeout: settings.topicTimeout * 1000,
      onProgress: reportTo(context),
      signal,
    });
    // A schema of one's own need not have languages.
    const languages =
      settings.schema === undefined
        ? await seedLanguages(db, { target: engine.target, timeZone: settings.timeZone })
        : undefined;
    if (languages) note(context, languages, 'dim_language imported');
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
