import { writeFile } from 'node:fs/promises';
import { toCsv } from './csv.js';
import { languageRows } from './language-rows.js';

const rows = languageRows();
const file = new URL('../../../libs/risingwave-schema/data/dim_language.csv', import.meta.url);
await writeFile(file, toCsv(rows));
process.stdout.write(
  `${rows.length} languages written to libs/risingwave-schema/data/dim_language.csv\n`,
);
