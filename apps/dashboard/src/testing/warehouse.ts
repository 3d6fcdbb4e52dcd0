import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { compileSchema, pipelineSchema } from '@wikistream/risingwave-schema';
import { Reader } from '../database/reader.js';

/** An article to be stored; what is left out is what most articles have. */
export interface StoredArticle {
  readonly wiki?: string;
  readonly id: number;
  readonly title?: string;
  readonly url?: string;
  readonly language?: string;
  readonly time: string;
  readonly contributor?: string;
  readonly bot?: boolean;
  /** Absent while the title waits for its translation. */
  readonly translation?: {
    readonly status: 'translated' | 'passthrough' | 'failed';
    readonly title: string | null;
    readonly at: string;
  };
}

/** The pipeline's schema on an embedded PostgreSQL, with a reader connected to it. */
export interface Warehouse {
  readonly reader: Reader;
  readonly url: string;
  /** Names and seconds of the queries the reader has run. */
  readonly queries: { readonly name: string; readonly seconds: number }[];
  store(articles: readonly StoredArticle[]): Promise<void>;
  execute(sql: string): Promise<void>;
  close(): Promise<void>;
}

export async function startWarehouse(options: { timeoutMs?: number } = {}): Promise<Warehouse> {
  const pglite = await PGlite.create();
  for (const { sql } of compileSchema(pipelineSchema, 'postgres')) await pglite.exec(sql);
  await pglite.exec(`
    insert into dim_language (language_code, language_name_zh, language_name_en, language_name_local)
    values ('de', '德语', 'German', 'Deutsch'), ('fr', '法语', 'French', 'français'),
           ('ar', '阿拉伯语', 'Arabic', 'العربية')`);
  const socket = new PGLiteSocketServer({
    db: pglite,
    port: 0,
    host: '127.0.0.1',
    maxConnections: 8,
  });
  await socket.start();
  const url = `postgres://postgres@${socket.getServerConn()}/postgres`;
  const queries: { name: string; seconds: number }[] = [];
  const reader = new Reader({
    connectionString: url,
    target: 'postgres',
    timeoutMs: options.timeoutMs ?? 10_000,
    // The socket passes one session to everybody.
    maxConnections: 1,
    onQuery: (name, seconds) => queries.push({ name, seconds }),
  });
  return {
    reader,
    url,
    queries,
    store: (articles) => store(pglite, articles),
    execute: async (sql) => void (await pglite.exec(sql)),
    close: async () => {
      await reader.close();
      await socket.stop();
      await pglite.close();
    },
  };
}

async function store(pglite: PGlite, articles: readonly StoredArticle[]): Promise<void> {
  for (const article of articles) {
    const { wiki = 'dewiki', id, time, translation } = article;
    const url = article.url ?? `https://de.wikipedia.org/wiki/${id}`;
    await pglite.query(
      `insert into ods_wiki_new_table (wiki, id, opt_type, title, title_url, opt_time, contributor, event_id, language_code, event_time, bot)
       values ($1, $2, 'new', $3, $4, $5::timestamp, $6, $7, $8, $5::timestamp at time zone 'Asia/Shanghai', $9)`,
      [
        wiki,
        id,
        article.title ?? `Titel ${id}`,
        url,
        time,
        article.contributor ?? 'Ada',
        `event-${wiki}-${id}`,
        article.language ?? 'de',
        article.bot ?? false,
      ],
    );
    if (!translation) continue;
    await pglite.query(
      `insert into ods_wiki_new_translator_table (wiki, id, title_zh, translated_at, translation_status, translator)
       values ($1, $2, $3, $4, $5, 'test')`,
      [wiki, id, translation.title, translation.at, translation.status],
    );
  }
}
