import Type, { type Static } from 'typebox';
import { EventMetaSchema, Maybe } from './envelope.js';

/** The kinds of recent change (`rc_type`). */
export const CHANGE_TYPES = ['edit', 'new', 'log', 'categorize', 'external'] as const;
export type ChangeType = (typeof CHANGE_TYPES)[number];

/*
 * `mediawiki/recentchange` 1.0.0 and 1.0.1, from wikimedia/schemas-event-primary. Both versions
 * require nothing but `meta`, because the feed is older than the schemas: a field may be missing or
 * null in any event, so every one of them is optional and nullable here too. 1.0.1 bounds integers
 * at 2^53 and adds nothing else; `title_url` and `notify_url` are sent without being in either.
 */
const common = {
  $schema: Type.String(),
  meta: EventMetaSchema,
  /** `rcid`: unique within one wiki only; null for some log events. */
  id: Maybe(Type.Integer()),
  namespace: Maybe(Type.Integer()),
  /** Full page name, with the namespace prefix. */
  title: Maybe(Type.String()),
  title_url: Maybe(Type.String()),
  comment: Maybe(Type.String()),
  parsedcomment: Maybe(Type.String()),
  /** Unix time in seconds. */
  timestamp: Maybe(Type.Integer()),
  /** User name, temporary account or IP address. */
  user: Maybe(Type.String()),
  bot: Maybe(Type.Boolean()),
  notify_url: Maybe(Type.String()),
  server_url: Maybe(Type.String()),
  /** Host of the wiki: `zh-yue.wikipedia.org`. */
  server_name: Maybe(Type.String()),
  server_script_path: Maybe(Type.String()),
  /** Database name of the wiki: `zh_yuewiki`. */
  wiki: Maybe(Type.String()),
};

const OldAndNew = Maybe(Type.Object({ old: Maybe(Type.Integer()), new: Maybe(Type.Integer()) }));

const page = {
  minor: Maybe(Type.Boolean()),
  /** Present only where the wiki patrols such changes. */
  patrolled: Maybe(Type.Boolean()),
  /** Page size in bytes before and after. */
  length: OldAndNew,
  /** Revision ids before and after. */
  revision: OldAndNew,
};

export const EditSchema = Type.Object({ ...common, ...page, type: Type.Literal('edit') });
export const NewPageSchema = Type.Object({ ...common, ...page, type: Type.Literal('new') });
export const LogEntrySchema = Type.Object({
  ...common,
  type: Type.Literal('log'),
  log_id: Maybe(Type.Integer()),
  log_type: Maybe(Type.String()),
  log_action: Maybe(Type.String()),
  /** A list, an object or a string, depending on the log. */
  log_params: Type.Optional(Type.Unknown()),
  log_action_comment: Maybe(Type.String()),
});
export const CategorizationSchema = Type.Object({ ...common, type: Type.Literal('categorize') });
export const ExternalChangeSchema = Type.Object({
  ...common,
  ...page,
  type: Type.Literal('external'),
});

/** Schema of each change type, for a validator that knows which one to ask. */
export const recentChangeSchemas = {
  edit: EditSchema,
  new: NewPageSchema,
  log: LogEntrySchema,
  categorize: CategorizationSchema,
  external: ExternalChangeSchema,
} as const satisfies Record<ChangeType, Type.TSchema>;

export const RecentChangeSchema = Type.Union([
  EditSchema,
  NewPageSchema,
  LogEntrySchema,
  CategorizationSchema,
  ExternalChangeSchema,
]);

export type Edit = Static<typeof EditSchema>;
export type NewPage = Static<typeof NewPageSchema>;
export type LogEntry = Static<typeof LogEntrySchema>;
export type Categorization = Static<typeof CategorizationSchema>;
export type ExternalChange = Static<typeof ExternalChangeSchema>;
/** Any event of the `recentchange` stream; `type` tells which. */
export type RecentChange = Edit | NewPage | LogEntry | Categorization | ExternalChange;
