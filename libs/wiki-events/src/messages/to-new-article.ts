import { NotAnArticleError, OptionError } from '../errors.js';
import type { Edit, NewPage } from '../events/recent-change.js';
import { wikipediaLanguage } from '../languages/wikipedia.js';
import type { NewArticle } from './article.js';
import { formatCivil } from './civil-time.js';

/** UTC with milliseconds: already as we write it. */
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** How a change becomes a message. */
export interface ToNewArticleOptions {
  /** IANA name of the zone of `opt_time`. */
  timeZone: string;
}

/**
 * The message for a created (or edited) article.
 *
 * @throws {NotAnArticleError} when the change lacks a field the message cannot do without
 */
export function toNewArticle(event: NewPage | Edit, options: ToNewArticleOptions): NewArticle {
  const { meta, timestamp } = event;
  const at = Date.parse(meta.dt);
  if (Number.isNaN(at)) throw new NotAnArticleError('meta.dt', 'is not a date');
  const language = wikipediaLanguage(event);
  if (language === undefined) {
    throw new NotAnArticleError('server_name', 'is not the host of a Wikipedia edition');
  }
  return {
    id: need(event.id, 'id'),
    opt_type: event.type,
    title: need(event.title, 'title'),
    title_url: decodeUrl(event.title_url ?? meta.uri ?? ''),
    opt_time:
      typeof timestamp === 'number'
        ? civil(timestamp * 1000, 'timestamp', options)
        : civil(at, 'meta.dt', options),
    contributor: event.user ?? '',
    registration: null,
    gender: 'unknown',
    edit_count: '0',
    event_id: need(meta.id, 'meta.id'),
    wiki: need(event.wiki, 'wiki'),
    language_code: language,
    event_time: RFC_3339.test(meta.dt) ? meta.dt : new Date(at).toISOString(),
    ...(typeof event.bot === 'boolean' && { bot: event.bot }),
  };
}

function civil(at: number, field: string, { timeZone }: ToNewArticleOptions): string {
  try {
    return formatCivil(at, timeZone);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    throw new NotAnArticleError(field, 'is not a moment a clock can show');
  }
}

function need<T extends string | number>(value: T | null | undefined, field: string): T {
  if (value === null || value === undefined || value === '') {
    throw new NotAnArticleError(field, 'is missing');
  }
  return value;
}

/** Undoes percent-encoding where it is sound; an address that is not stays as it came. */
function decodeUrl(url: string): string {
  if (!url.includes('%')) return url;
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
