import { schemaStatus } from '@wikistream/risingwave-schema';
import type { Command } from '../command.js';

export const statusCommand: Command = {
  words: 'status',
  async run({ db, schema, engine, settings, serverVersion: version = '', print }) {
    const objects = await schemaStatus(db, schema, engine);
    if (settings.json) {
      print(JSON.stringify({ target: engine.target, version, objects }, undefined, 2));
      return 0;
    }
    const width = Math.max(...objects.map(({ object }) => object.length));
    const lines = objects.map(
      ({ object, kind, state }) => `${object.padEnd(width)}  ${kind.padEnd(17)}  ${state}`,
    );
    print([version, ...lines].join('\n'));
    return 0;
  },
};
