import { readFile } from 'node:fs/promises';

/** A title and the Chinese name agreed on for it. */
export interface ReferenceTitle {
  readonly language: string;
  readonly title: string;
  readonly chinese: string;
}

const FILE = new URL('../../data/reference-titles.csv', import.meta.url);
// A field, quoted where it holds a comma.
const FIELD = /(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/y;

/** The reference set that ships with the app. */
export async function referenceTitles(): Promise<ReferenceTitle[]> {
  const [, ...lines] = (await readFile(FILE, 'utf8')).trim().split('\n');
  return lines.map((line, at) => {
    const [language, title, chinese] = fields(line);
    if (!language || !title || !chinese) {
      throw new Error(`${FILE.pathname}, line ${at + 2}: wants language,title,chinese`);
    }
    return { language, title, chinese };
  });
}

function fields(line: string): string[] {
  const result: string[] = [];
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < line.length) {
    const match = FIELD.exec(line);
    if (!match) break;
    result.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
  }
  return result;
}
