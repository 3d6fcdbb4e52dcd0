import { CodecError, deadLetter, type Message } from '@wikistream/kafka-io';
import {
  articleKey,
  toNewArticle,
  WikiEventsError,
  type Edit,
  type EventItem,
  type EventStream,
  type NewPage,
  type StreamItem,
  type Position,
} from '@wikistream/wiki-events';
import type { Batch, EncodedArticle } from './publisher.js';
import { articleCodec } from './topics.js';

/** A change this producer turns into messages. */
export type ArticleChange = NewPage | Edit;

/** An item that is a report on the stream, not an event. */
export type StreamReport = Exclude<StreamItem<ArticleChange>, { type: 'event' | 'invalid' }>;

/** Why an event is not an article. */
type Fault = WikiEventsError | CodecError;

/** What {@link pump} works with. */
export interface PumpOptions {
  readonly stream: EventStream<ArticleChange>;
  /** Ends the stream: called when publishing failed for good. */
  readonly endStream: () => void;
  readonly publish: (batch: Batch) => Promise<void>;
  readonly timeZone: string;
  /** Longest wait for a commit, in ms. */
  readonly commitIntervalMs: number;
  readonly commitRecords: number;
  /** Stop after this many articles. */
  readonly maxEvents?: number | undefined;
  readonly onReport: (report: StreamReport) => void;
  readonly onDeadLetter: (error: Fault) => void;
  readonly onCommit: (batch: Batch, durationMs: number) => void;
}

/** Committed at once, however few records it is: dead letters can be half a megabyte each. */
const MAX_BATCH_BYTES = 16 * 1_048_576;
/** With nothing to write, the cursor is stored this many intervals apart. */
const IDLE_INTERVALS = 10;

/**
 * Moves the stream into Kafka, batch by batch, until the stream ends. While one batch is being
 * committed the next is gathered; when that is full too, the stream is not read on.
 *
 * @throws whatever `publish` failed with
 */
export async function pump(options: PumpOptions): Promise<void> {
  const { stream, commitRecords, maxEvents = Infinity } = options;
  const gathered = new Gathered(options);
  let failure: { error: unknown } | undefined;
  let committing: Promise<void> | undefined;

  const commit = (): void => {
    const batch = gathered.take();
    const startedAt = performance.now();
    committing = options
      .publish(batch)
      .then(() => options.onCommit(batch, performance.now() - startedAt))
      .catch((error: unknown) => {
        failure ??= { error };
        options.endStream();
      })
      .finally(() => {
        committing = undefined;
      });
  };

  /** False when nothing more is wanted. */
  const takeIn = async (items: readonly StreamItem<ArticleChange>[]): Promise<boolean> => {
    for (const item of items) {
      gathered.add(item);
      if (gathered.size >= commitRecords || gathered.bytes >= MAX_BATCH_BYTES) {
        await committing;
        if (failure === undefined) commit();
      }
      if (failure || gathered.total >= maxEvents) return false;
    }
    return true;
  };

  let idle = 0;
  const timer = setInterval(() => {
    idle = gathered.size > 0 ? IDLE_INTERVALS : idle + 1;
    if (committing || failure || !gathered.moved || idle < IDLE_INTERVALS) return;
    idle = 0;
    commit();
  }, options.commitIntervalMs);

  try {
    for await (const items of stream.batches()) if (!(await takeIn(items))) break;
  } finally {
    clearInterval(timer);
  }
  await committing;
  if (failure === undefined && gathered.moved) {
    commit();
    await committing;
  }
  if (failure) throw failure.error;
}

/** What has been read but not yet given to a transaction. */
class Gathered {
  /** Articles taken in since the start. */
  total = 0;
  /** Bytes of the values since the last {@link take}. */
  bytes = 0;
  /** True when the stream has moved on since the last {@link take}. */
  moved = false;
  readonly #options: PumpOptions;
  #articles: EncodedArticle[] = [];
  #deadLetters: Message<Buffer, Buffer>[] = [];

  constructor(options: PumpOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#articles.length + this.#deadLetters.length;
  }

  add(item: StreamItem<ArticleChange>): void {
    switch (item.type) {
      case 'event':
        this.#article(item);
        break;
      case 'invalid':
        this.#reject(item.raw, item.position, item.error);
        break;
      default:
        this.#options.onReport(item);
    }
    this.#options.stream.acknowledge(item);
    this.moved = true;
  }

  take(): Batch {
    const batch = {
      articles: this.#articles,
      deadLetters: this.#deadLetters,
      state: this.#options.stream.state,
    };
    this.#articles = [];
    this.#deadLetters = [];
    this.bytes = 0;
    this.moved = false;
    return batch;
  }

  #article({ event, raw, position }: EventItem<ArticleChange>): void {
    try {
      const article = toNewArticle(event, this.#options);
      // As bytes from here on: a batch of objects would be most of the heap.
      const value = articleCodec.encode(article);
      this.#articles.push({ key: articleKey(article), value });
      this.bytes += value.length;
      this.total += 1;
    } catch (error) {
      if (!(error instanceof WikiEventsError || error instanceof CodecError)) throw error;
      this.#reject(Buffer.from(raw), position, error);
    }
  }

  #reject(value: Buffer, position: Position | undefined, error: Fault): void {
    const { topic = 'unknown', partition = -1, offset = -1 } = position ?? {};
    const record = { topic, partition, offset, key: null, value, headers: {} };
    this.#deadLetters.push(deadLetter(record, error));
    this.bytes += value.length;
    this.#options.onDeadLetter(error);
  }
}
