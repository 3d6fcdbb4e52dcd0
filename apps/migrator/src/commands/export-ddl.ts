import { compileSchema } from '@wikistream/risingwave-schema';
import type { Command } from '../command.js';

/** Prints the DDL a fresh database would get, secrets masked; needs no database. */
export const exportDdlCommand: Command = {
  words: 'export ddl',
  async run({ schema, engine, print }) {
    const statements = compileSchema(schema, engine.target, engine);
    print(statements.map(({ display }) => `${display};`).join('\n\n'));
    return 0;
  },
};
