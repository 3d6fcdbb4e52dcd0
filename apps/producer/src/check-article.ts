import { compileDecoder, NewArticleSchema, type NewArticle } from '@wikistream/wiki-events';

/**
 * Checks an article against the contract of its topic before it is gathered: what Kafka's codec
 * would refuse must not get into a transaction, which nothing could bring through any more.
 */
export const checkArticle = compileDecoder<NewArticle>('article message', NewArticleSchema);
