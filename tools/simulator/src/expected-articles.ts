import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

/** The fields of an article that tell it apart. */
export interface ExpectedArticle {
  readonly wiki: string;
  readonly id: number;
  readonly title: string;
  readonly eventId: string;
}

/** Hosts below wikipedia.org that are no language edition. */
const NO_EDITION = /^(test\d*|www|m|beta|login|incubator|arbcom-.*|sysop-.*|.*arbcom.*)$/;

/**
 * What a pipeline fed with a file must end up with: its new Wikipedia articles, each (wiki, id)
 * once, in order of appearance. Computed from the JSON alone, by none of the code under test.
 */
export async function expectedArticles(file: string): Promise<ExpectedArticle[]> {
  const zipped = (await readFile(file)).subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]));
  const plain = createReadStream(file);
  const articles = new Map<string, ExpectedArticle>();
  for await (const text of createInterface({
    input: zipped ? plain.pipe(createGunzip()) : plain,
  })) {
    const line = text.replace(/^data: ?/, '');
    if (!line.startsWith('{')) continue;
    const event = JSON.parse(line) as Record<string, unknown> & { meta: Record<string, unknown> };
    const edition = /^([^.]+)\.wikipedia\.org$/.exec(String(event.server_name))?.[1];
    if (event.type !== 'new' || event.namespace !== 0 || event.meta.domain === 'canary') continue;
    if (edition === undefined || NO_EDITION.test(edition)) continue;
    const { wiki, id, title } = event;
    const key = `${String(wiki)}:${String(id)}`;
    if (typeof wiki !== 'string' || typeof id !== 'number' || articles.has(key)) continue;
    articles.set(key, { wiki, id, title: String(title), eventId: String(event.meta.id) });
  }
  return [...articles.values()];
}
