/** Every code an error of this library can carry. Codes are stable: switch on them, not on messages. */
export type WikiEventsErrorCode =
  | 'ERR_WIKI_CONTACT_MISSING'
  | 'ERR_WIKI_OPTION_INVALID'
  | 'ERR_WIKI_EVENT_MALFORMED'
  | 'ERR_WIKI_EVENT_INVALID'
  | 'ERR_WIKI_FRAME_TOO_LARGE'
  | 'ERR_WIKI_STATE_INVALID'
  | 'ERR_WIKI_STREAM_REFUSED'
  | 'ERR_WIKI_NOT_AN_ARTICLE'
  | 'ERR_WIKI_TIME_ZONE'
  | 'ERR_WIKI_USER_LOOKUP';

/** Base of all errors thrown or reported by this library. */
export abstract class WikiEventsError extends Error {
  abstract readonly code: WikiEventsErrorCode;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The caller gave no way to be reached; Wikimedia's User-Agent policy asks for one. */
export class ContactMissingError extends WikiEventsError {
  override readonly code = 'ERR_WIKI_CONTACT_MISSING';
}

/** An option cannot be used as given. */
export class OptionError extends WikiEventsError {
  override readonly code = 'ERR_WIKI_OPTION_INVALID';
  readonly option: string;

  constructor(option: string, reason: string, options?: ErrorOptions) {
    super(`Option "${option}": ${reason}`, options);
    this.option = option;
  }
}

/** The data of a frame is not JSON, or not an object. */
export class MalformedEventError extends WikiEventsError {
  override readonly code = 'ERR_WIKI_EVENT_MALFORMED';
}

/** An event does not have the shape its schema promises. */
export class InvalidEventError extends WikiEventsError {
  override readonly code = 'ERR_WIKI_EVENT_INVALID';
  /** Path of the offending field, dotted: `meta.dt`. */
  readonly field: string;
  readonly reason: string;

  constructor(what: string, field: string, reason: string) {
    super(`${what}: field "${field}" ${reason}`);
    this.field = field;
    this.reason = reason;
  }
}

/** A frame grew beyond the bound; its bytes were skipped, not buffered. */
export class FrameTooLargeError extends WikiEventsError {
  override readonly code = 'ERR_WIKI_FRAME_TOO_LARGE';
  /** Size of the whole frame in bytes. */
  readonly bytes: number;
  readonly limit: number;

  constructor(bytes: number, limit: number) {
    super(
      `A frame of ${bytes} bytes exceeds the bound of ${limit} bytes and was skipped; raise maxFrameBytes to accept it`,
    );
    this.bytes = bytes;
    this.limit = limit;
  }
}

/** A stored stream state cannot be read. */
export class StreamStateError extends WikiEventsError {
  override readonly code = 'ERR_WIKI_STATE_INVALID';
}

/** The server refused for a reason that trying again cannot mend. */
export class StreamRefusedError extends WikiEventsError {
  override readonly code = 'ERR_WIKI_STREAM_REFUSED';
  /** HTTP status, or undefined when the answer was not an event stream at all. */
  readonly status: number | undefined;

  constructor(message: string, status?: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** A change lacks what an article message needs. */
export class NotAnArticleError extends WikiEventsError {
  override readonly code = 'ERR_WIKI_NOT_AN_ARTICLE';
  readonly field: string;

  constructor(field: string, reason: string) {
    super(`The change cannot become an article message: field "${field}" ${reason}`);
    this.field = field;
  }
}

/** The time zone is not one the runtime knows. */
export class TimeZoneError extends WikiEventsError {
  override readonly code = 'ERR_WIKI_TIME_ZONE';
}

/** A wiki did not tell about its users. Nothing is lost: what was asked for stays unknown. */
export class UserLookupError extends WikiEventsError {
  override readonly code = 'ERR_WIKI_USER_LOOKUP';
  /** When the server wants to be asked again, in ms from now. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retryAfterMs?: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}
