/** Names of the pipeline's Kafka topics. */
export const TOPICS = {
  /** One {@link NewArticle} per selected change. */
  articles: 'wikipedia-stream-new',
  /** One {@link TranslatedArticle} per article. */
  translations: 'wikipedia-new-translator',
  /** Compacted: where the producer stands in the stream. */
  cursor: 'wikipedia-stream-cursor',
} as const;
