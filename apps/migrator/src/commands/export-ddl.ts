import { compileSchema, leftOut } from '@wikistream/risingwave-schema';
import type { Command } from '../command.js';

/**
 * Prints the DDL a fresh database would get, secrets masked, and as comments what the database does
 * without; needs no database.
 */
export const exportDdlCommand: Command = {
  words: 'export ddl',
  offline: true,
  async run({ schema, engine, print }) {
    const notes = leftOut(schema, engine.target).map(
      ({ object, kind, reason }) => `-- left out: ${kind} ${oneLine(object)} (${reason})`,
    );
    const statements = compileSchema(schema, engine.target, engine).map(
      ({ display }) => `${display};`,
    );
    print([...(notes.length > 0 ? [notes.join('\n')] : []), ...statements].join('\n\n'));
    return 0;
  },
};

/** A line break in a name would end the comment. */
function oneLine(name: string): string {
  return name.replace(/[\r\n]+/g, ' ');
}
