import Type, { type Static } from 'typebox';

const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** `YYYY-MM-DD HH:mm:ss`, a civil time without a zone. */
const CivilTime = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}$' });

const articleFields = {
  /** Recent-change id; unique within one wiki only, so `(wiki, id)` is the key. */
  id: Type.Integer(),
  /** The kind of change: `new`, or `edit` where the producer was asked for edits too. */
  opt_type: Type.String({ minLength: 1 }),
  title: Type.String({ minLength: 1 }),
  /** Address of the page, percent-decoded. */
  title_url: Type.String(),
  /** Time of the change in the zone the producer was configured with. */
  opt_time: CivilTime,
  /** User name, temporary account or IP address; empty where the wiki withholds it. */
  contributor: Type.String(),
  /** When the contributor registered, as `opt_time`; null until enriched and where unknown. */
  registration: Nullable(CivilTime),
  /** `male`, `female` or `unknown`. */
  gender: Nullable(Type.String()),
  /** The contributor's number of edits, in decimal. */
  edit_count: Nullable(Type.String({ pattern: '^\\d+$' })),
  /** `meta.id` of the event: the identity used for deduplication. */
  event_id: Type.String({ minLength: 1 }),
  /** Database name of the wiki: `zh_yuewiki`. */
  wiki: Type.String({ minLength: 1 }),
  /** Language code of the Wikipedia edition, as in its address: `zh-yue`. */
  language_code: Type.String({ minLength: 1 }),
  /** Time of the event, RFC 3339, UTC. */
  event_time: Type.String({ minLength: 1 }),
  /** Whether the contributor's account is flagged as a bot; absent where the writer did not know. */
  bot: Type.Optional(Type.Boolean()),
};

/** A newly created article, as it stands in the topic `wikipedia-stream-new`. */
export const NewArticleSchema = Type.Object(articleFields);
export type NewArticle = Static<typeof NewArticleSchema>;

/** What became of a title: translated, already in the target language, or not translatable. */
export const TRANSLATION_STATUSES = ['translated', 'passthrough', 'failed'] as const;
export type TranslationStatus = (typeof TRANSLATION_STATUSES)[number];

/** An article with its translated title, as it stands in the topic `wikipedia-new-translator`. */
export const TranslatedArticleSchema = Type.Object({
  ...articleFields,
  /** The title in Chinese; null when `translation_status` is `failed`. */
  title_zh: Nullable(Type.String({ minLength: 1 })),
  /** Time of the translation, in the same zone and form as `opt_time`. */
  translated_at: CivilTime,
  translation_status: Type.Union([
    Type.Literal('translated'),
    Type.Literal('passthrough'),
    Type.Literal('failed'),
  ]),
  /** Backend and model: `ollama:qwen3:0.6b`. */
  translator: Type.String({ minLength: 1 }),
});
export type TranslatedArticle = Static<typeof TranslatedArticleSchema>;

/** The Kafka key of an article, and of its translation: `zh_yuewiki:123`. */
export const articleKey = (article: Pick<NewArticle, 'wiki' | 'id'>): string =>
  `${article.wiki}:${article.id}`;
