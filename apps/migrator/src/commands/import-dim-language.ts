import { readFile } from 'node:fs/promises';
import { bundledLanguages, importLanguages, parseLanguageCsv } from '@wikistream/risingwave-schema';
import { ServiceError } from '@wikistream/service-kit';
import type { Command } from '../command.js';

export const importDimLanguageCommand: Command = {
  words: 'import dim-language',
  async run({ db, engine, settings, args, print }) {
    const [file] = args;
    const languages =
      file === undefined ? await bundledLanguages() : parseLanguageCsv(await read(file), file);
    const report = await importLanguages(db, languages, {
      target: engine.target,
      timeZone: settings.timeZone,
    });
    print(
      settings.json
        ? JSON.stringify(report)
        : `${report.inserted} inserted, ${report.updated} updated, ${report.unchanged} unchanged.`,
    );
    return 0;
  },
};

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ServiceError('ERR_APP', `Cannot read the CSV file: ${reason}.`, { cause });
  }
}
