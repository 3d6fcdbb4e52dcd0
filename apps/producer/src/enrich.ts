import { CodecError } from '@wikistream/kafka-io';
import {
  domainOfLanguage,
  formatCivil,
  OptionError,
  type NewArticle,
  type UserDetails,
  type UserDirectory,
} from '@wikistream/wiki-events';
import type { EncodedArticle } from './publisher.js';
import { articleCodec } from './topics.js';

/** Fills in what is known of the contributors; returns new messages in the same order. */
export type Enrich = (articles: readonly EncodedArticle[]) => Promise<readonly EncodedArticle[]>;

/**
 * Enriches from the wikis' own user records. Waits `withinMs` at most; articles whose contributor
 * is not known by then go out as they are, and so do those of whom something impossible is said.
 */
export function enricher(directory: UserDirectory, timeZone: string, withinMs: number): Enrich {
  const userOf = (article: NewArticle) => ({
    host: domainOfLanguage(article.language_code),
    name: article.contributor,
  });
  return async (messages) => {
    const articles = messages.map((message) => {
      const article = articleCodec.decode(message.value);
      return { message, article, user: userOf(article) };
    });
    const find = await directory.lookUp(
      articles.map(({ user }) => user),
      withinMs,
    );
    return articles.map(({ message, article, user }) => {
      const details = find(user);
      const value = details && enriched(article, details, timeZone);
      return value ? { ...message, value } : message;
    });
  };
}

/** Undefined where what is said of the contributor is impossible. */
function enriched(article: NewArticle, details: UserDetails, timeZone: string): Buffer | undefined {
  const { registration, gender, editCount } = details;
  try {
    return articleCodec.encode({
      ...article,
      registration: civil(registration, timeZone),
      gender,
      edit_count: String(editCount),
    });
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    return undefined;
  }
}

/** Null for what is not a moment a clock can show. */
function civil(moment: string | null, timeZone: string): string | null {
  try {
    return moment === null ? null : formatCivil(moment, timeZone);
  } catch (error) {
    if (error instanceof OptionError) return null;
    throw error;
  }
}
