import type { Progress } from '@wikistream/risingwave-schema';
import type { CommandContext } from '../command.js';

/** Logs what was done. The log is on standard output, where JSON is to be alone: then people are told. */
export function note(
  { settings, logger, tell }: CommandContext,
  fields: object,
  message: string,
): void {
  if (!settings.json) logger.info({ ...fields }, message);
  else if (logger.isLevelEnabled('info')) tell(message);
}

/** Notes what is being done to each object. */
export function reportTo(context: CommandContext) {
  return ({ object, action, backfill }: Progress): void => {
    const progress = backfill ? { backfill } : {};
    const message = `${action} ${object}${backfill ? ` (${backfill})` : ''}`;
    note(context, { object, action, ...progress }, message);
  };
}
