export { streamEvents, type EventStream } from './stream/stream-events.js';
export type { Moment, StreamOptions } from './stream/options.js';
export type { BackoffOptions } from './stream/backoff.js';
export type {
  ConnectedItem,
  DisconnectCause,
  DisconnectedItem,
  EventItem,
  GapItem,
  InvalidItem,
  OverlapItem,
  ProgressItem,
  ResumedItem,
  ServerErrorItem,
  StreamItem,
  StreamStats,
} from './stream/items.js';
export { userAgent } from './stream/user-agent.js';

export { parseStreamState, StreamStateSchema, type StreamState } from './cursor/state.js';
export type { Cursor, Position } from './cursor/position.js';
export type { Acknowledgeable } from './cursor/acknowledgements.js';

export {
  compileDecoder,
  decodeEnvelope,
  decodeRecentChange,
  type EventDecoder,
} from './events/decode.js';
export {
  EventEnvelopeSchema,
  EventMetaSchema,
  isCanary,
  type EventEnvelope,
  type EventMeta,
} from './events/envelope.js';
export {
  CHANGE_TYPES,
  RecentChangeSchema,
  type Categorization,
  type ChangeType,
  type Edit,
  type ExternalChange,
  type LogEntry,
  type NewPage,
  type RecentChange,
} from './events/recent-change.js';

export { all, and, any, not, where, type Filter } from './filter/filter.js';
export type { FieldHint } from './filter/hint.js';
export {
  byBot,
  byDomain,
  byNamespace,
  byType,
  byWiki,
  byWikipedia,
  notCanary,
  wikipediaArticles,
} from './filter/recent-change.js';

export {
  databaseOfLanguage,
  domainOfLanguage,
  languageOfDomain,
  languageTag,
  wikipediaLanguage,
} from './languages/wikipedia.js';

export {
  articleKey,
  NewArticleSchema,
  TRANSLATION_STATUSES,
  TranslatedArticleSchema,
  type NewArticle,
  type TranslatedArticle,
  type TranslationStatus,
} from './messages/article.js';
export { formatCivil } from './messages/civil-time.js';
export { toNewArticle, type ToNewArticleOptions } from './messages/to-new-article.js';
export { TOPICS } from './messages/topics.js';

export { isAnonymous } from './users/anonymous.js';
export type { UserDetails } from './users/fetch-users.js';
export { UserDirectory, type UserDirectoryOptions, type UserKey } from './users/user-directory.js';

export {
  ContactMissingError,
  FrameTooLargeError,
  InvalidEventError,
  MalformedEventError,
  NotAnArticleError,
  OptionError,
  StreamRefusedError,
  StreamStateError,
  TimeZoneError,
  UserLookupError,
  WikiEventsError,
  type WikiEventsErrorCode,
} from './errors.js';
