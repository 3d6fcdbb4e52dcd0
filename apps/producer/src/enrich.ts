import type { Message } from '@wikistream/kafka-io';
import {
  domainOfLanguage,
  formatCivil,
  type NewArticle,
  type UserDirectory,
} from '@wikistream/wiki-events';

/** Fills in what is known of the contributors; returns new messages in the same order. */
export type Enrich = (
  articles: readonly Message<string, NewArticle>[],
) => Promise<readonly Message<string, NewArticle>[]>;

/**
 * Enriches from the wikis' own user records. Waits `withinMs` at most; articles whose contributor
 * is not known by then go out as they are.
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
      return {
        ...message,
        value: {
          ...message.value,
          registration: civil(details.registration, timeZone),
          gender: details.gender,
          edit_count: String(details.editCount),
        },
      };
    });
  };
}

function civil(moment: string | null, timeZone: string): string | null {
  return moment === null || Number.isNaN(Date.parse(moment)) ? null : formatCivil(moment, timeZone);
}
