import type { ConnectionOptions } from '../connection/connection-options.js';
import { TopicError } from '../errors.js';
import { call } from '../native/call.js';
import { Code, nativeCode } from '../native/errors.js';
import { allTopics, touchTopic } from '../native/metadata.js';
import type { NativeAdmin, NativeProducer } from '../native/rdkafka.js';
import { CREATE_TOPICS, supportedRequests } from './api-versions.js';

/** What `ensureTopics` needs to know; every `Topic` is one. */
export interface TopicSpec {
  readonly name: string;
  readonly partitions?: number;
  readonly config?: Readonly<Record<string, string>>;
}

/** What became of a topic. */
export interface EnsuredTopic {
  readonly name: string;
  readonly created: boolean;
  readonly partitions: number;
  /** In words, where an existing topic differs from what was asked for. It is left as it is. */
  readonly drift?: string;
}

interface Context {
  readonly connection: ConnectionOptions;
  readonly metadata: NativeProducer;
  readonly requests: NativeAdmin;
  readonly timeoutMs: number;
}

// "Let the broker decide", in the CreateTopics request.
const BROKER_DEFAULT = -1;

export async function ensureTopics(
  context: Context,
  topics: readonly TopicSpec[],
): Promise<EnsuredTopic[]> {
  const existing = await allTopics(context.metadata, context.timeoutMs);
  const missing = topics.filter(({ name }) => !existing.has(name));
  if (missing.length > 0) await create(context, missing);
  const made = new Set(missing.map(({ name }) => name));
  const now = missing.length > 0 ? await allTopics(context.metadata, context.timeoutMs) : existing;
  return topics.map((spec) => {
    const partitions = now.get(spec.name)?.length ?? 0;
    const drift = driftOf(spec, partitions);
    return {
      name: spec.name,
      created: made.has(spec.name),
      partitions,
      ...(drift === undefined ? {} : { drift }),
    };
  });
}

async function create(context: Context, missing: readonly TopicSpec[]): Promise<void> {
  const byRequest = await createsByRequest(context.connection);
  for (const spec of missing) {
    if (byRequest) await createTopic(context, spec);
    await touchTopic(context.metadata, spec.name, context.timeoutMs);
  }
}

/** The embedded broker does not know CreateTopics, and would leave the request unanswered. */
async function createsByRequest({ brokers, ssl, sasl }: ConnectionOptions): Promise<boolean> {
  if (ssl || sasl) return true;
  const requests = await Promise.any(
    brokers.split(',').map((address) => supportedRequests(address.trim())),
  ).catch(() => undefined);
  return requests?.has(CREATE_TOPICS) ?? true;
}

async function createTopic({ requests, timeoutMs }: Context, spec: TopicSpec): Promise<void> {
  try {
    await call((done) => {
      requests.createTopic(
        {
          topic: spec.name,
          num_partitions: spec.partitions ?? BROKER_DEFAULT,
          replication_factor: BROKER_DEFAULT,
          config: { ...spec.config },
        },
        timeoutMs,
        done,
      );
    });
  } catch (cause) {
    // Another process was faster.
    if (nativeCode(cause) === Code.topicAlreadyExists) return;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TopicError(spec.name, `could not create the topic ${spec.name}: ${reason}`, {
      cause,
    });
  }
}

function driftOf(spec: TopicSpec, partitions: number): string | undefined {
  if (spec.partitions === undefined || spec.partitions === partitions) return undefined;
  return `has ${partitions} partitions, not ${spec.partitions}`;
}
