import type { Message } from '@wikistream/kafka-io';
import {
  domainOfLanguage,
  formatCivil,
  OptionError,
  WikiEventsError,
  type NewArticle,
  type UserDetails,
  type UserDirectory,
} from '@wikistream/wiki-events';
import { checkArticle } from './check-article.js';

/** Fills in what is known of the contributors; returns new messages in the same order. */
export type Enrich = (
  articles: readonly Message<string, NewArticle>[],
) => Promise<readonly Message<string, NewArticle>[]>;

/**
 * Enriches from the wikis' own user records. Waits `withinMs` at most; articles whose contributor
 * is not known by then go out as they are, and so do those of whom something impossible is said.
 */
export function enricher(directory: UserDirectory, timeZone: string, withinMs: number): Enrich {
  const userOf = (article: NewArticle) => ({
    host: domainOfLanguage(article.language_code),
    name: article.contributor,
  });
  return async (articles) => {
    const users = articles.flatMap(({ value }) => (value ? [userOf(value)] : []));
    const find = await directory.lookUp(users, withinMs);
    return articles.map((message) => {
      const details = message.value ? find(userOf(message.value)) : undefined;
      if (message.value === null || details === undefined) return message;
      return { ...message, value: enriched(message.value, details, timeZone) };
    });
  };
}

function enriched(article: NewArticle, details: UserDetails, timeZone: string): NewArticle {
  const { registration, gender, editCount } = details;
  try {
    return checkArticle({
      ...article,
      registration: civil(registration, timeZone),
      gender,
      edit_count: String(editCount),
    });
  } catch (error) {
    if (!(error instanceof WikiEventsError)) throw error;
    return article;
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
