import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { request, type Dispatcher } from 'undici';
import { UserLookupError } from '../errors.js';
import { retryAfterMs } from '../stream/backoff.js';

/** What the Action API tells of an account. */
export interface UserDetails {
  /** ISO 8601; null for accounts older than MediaWiki's records. */
  readonly registration: string | null;
  /** `male`, `female` or `unknown`. */
  readonly gender: string;
  readonly editCount: number;
}

/** Names per request the API allows without special rights. */
export const MAX_NAMES = 50;

/** How to ask. */
export interface FetchUsersOptions {
  readonly userAgent: string;
  readonly timeoutMs: number;
  /** Address of a wiki's `api.php`. */
  readonly endpoint: (host: string) => string;
  readonly dispatcher?: Dispatcher | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Servers lagging behind by more seconds than this are to refuse us: readers come first. */
const MAX_LAG_SECONDS = 5;
const MAX_ANSWER_BYTES = 1_048_576;

const AnswerSchema = Type.Object({
  error: Type.Optional(Type.Object({ code: Type.String() })),
  query: Type.Optional(
    Type.Object({
      users: Type.Array(
        Type.Object({
          name: Type.String(),
          registration: Type.Optional(Type.Union([Type.String(), Type.Null()])),
          gender: Type.Optional(Type.String()),
          editcount: Type.Optional(Type.Integer()),
        }),
      ),
    }),
  ),
});
const answer = Compile(AnswerSchema);

/**
 * Asks one wiki for up to {@link MAX_NAMES} accounts (`list=users`). Names it does not know are
 * missing from the result.
 *
 * @throws {UserLookupError} when it does not answer as it should; `retryAfterMs` if it said when to
 */
export async function fetchUsers(
  host: string,
  names: readonly string[],
  options: FetchUsersOptions,
): Promise<Map<string, UserDetails>> {
  const { userAgent, timeoutMs, endpoint, dispatcher, signal } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  let status: number;
  let wait: number | undefined;
  let value: unknown;
  try {
    const response = await request(endpoint(host), {
      method: 'POST',
      headers: { 'user-agent': userAgent, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        action: 'query',
        list: 'users',
        ususers: names.join('|'),
        usprop: 'registration|gender|editcount',
        format: 'json',
        formatversion: '2',
        maxlag: String(MAX_LAG_SECONDS),
      }).toString(),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      ...(dispatcher ? { dispatcher } : {}),
    });
    status = response.statusCode;
    const header = response.headers['retry-after'];
    wait = retryAfterMs(typeof header === 'string' ? header : undefined, Date.now());
    const text = await limited(response.body);
    value = status === 200 ? JSON.parse(text) : undefined;
  } catch (cause) {
    throw new UserLookupError(`${host} did not answer a user lookup`, undefined, { cause });
  }
  if (status !== 200)
    throw new UserLookupError(`${host} answered a user lookup with ${status}`, wait);
  if (!answer.Check(value)) throw new UserLookupError(`${host} answered a user lookup oddly`, wait);
  if (value.error) {
    throw new UserLookupError(
      `${host} refused a user lookup: ${value.error.code.slice(0, 80)}`,
      wait,
    );
  }
  const found = new Map<string, UserDetails>();
  for (const { name, registration, gender, editcount } of value.query?.users ?? []) {
    if (editcount === undefined || !Number.isSafeInteger(editcount) || editcount < 0) continue;
    found.set(name, {
      registration: registration ?? null,
      gender: gender === 'male' || gender === 'female' ? gender : 'unknown',
      editCount: editcount,
    });
  }
  return found;
}

async function limited(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new RangeError('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
