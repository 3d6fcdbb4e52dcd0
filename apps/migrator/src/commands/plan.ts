import { planSchema } from '@wikistream/risingwave-schema';
import type { Command } from '../command.js';
import { planText } from '../terminal/plan-text.js';

/** Exit code of a plan that has something to do, so that a script can tell. */
const SOMETHING_TO_DO = 2;

export const planCommand: Command = {
  words: 'plan',
  async run({ db, schema, engine, settings, print }) {
    const plan = await planSchema(db, schema, engine);
    print(settings.json ? JSON.stringify(plan, undefined, 2) : planText(plan));
    return plan.empty ? 0 : SOMETHING_TO_DO;
  },
};
