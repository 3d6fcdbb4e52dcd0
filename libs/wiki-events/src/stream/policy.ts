import type { DisconnectCause } from './items.js';

/** What an answer means for the stream. */
export type Verdict =
  | { readonly kind: 'accepted' }
  /** Passes by itself: try again later. */
  | { readonly kind: 'retry'; readonly cause: DisconnectCause }
  /** The server does not like the cursor: go on with a less exact one. */
  | { readonly kind: 'cursor-rejected' }
  /** Trying again cannot help. */
  | { readonly kind: 'refused'; readonly message: string };

/** What is known about an answer. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** Beginning of the body of an answer that is not a stream. */
  readonly body: string;
  readonly location: string | undefined;
  /** True when the request carried a cursor. */
  readonly withCursor: boolean;
  readonly url: string;
}

const POLICY =
  'https://foundation.wikimedia.org/wiki/Policy:Wikimedia_Foundation_User-Agent_Policy';

/** One policy per status; see the README's table. */
export function judge(answer: Answer): Verdict {
  const { status, url, body } = answer;
  const said = body === '' ? '' : ` The server said: ${body}`;
  if (status === 200) {
    if (answer.contentType.startsWith('text/event-stream')) return { kind: 'accepted' };
    return { kind: 'retry', cause: 'protocol' };
  }
  if (status === 429) return { kind: 'retry', cause: 'rate-limited' };
  if (status >= 500 || status === 408 || status === 425) return { kind: 'retry', cause: 'http' };
  if ((status === 400 || status === 404) && answer.withCursor) return { kind: 'cursor-rejected' };
  const reason = REASONS[status] ?? 'which no later attempt will change';
  const where = answer.location === undefined ? '' : ` to ${answer.location}`;
  return { kind: 'refused', message: `${url} answered ${status}${where}: ${reason}.${said}` };
}

const REASONS: Readonly<Record<number, string>> = {
  204: 'the server asks clients to stop',
  301: 'the address moved; use the new one as "url"',
  302: 'redirects are not followed; use the final address as "url"',
  307: 'redirects are not followed; use the final address as "url"',
  308: 'the address moved; use the new one as "url"',
  400: 'a stream name or "since" is not acceptable to the server',
  401: 'it wants credentials; is this the public EventStreams service?',
  403: `the client is not welcome as it presents itself; see ${POLICY}`,
  404: 'there is no such stream',
  410: 'the stream is gone for good',
};
