import { admin } from '../admin/admin.js';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { TopicError } from '../errors.js';
import {
  transactionalProducer,
  type TransactionalProducer,
} from '../producer/transactional-producer.js';
import { bytesCodec } from '../topic/codec.js';
import { topic, type Topic } from '../topic/topic.js';
import { DeadLetterHeader } from './dead-letter.js';
import { readDeadLetters, type DeadLetter, type DeadLetterFilter } from './read-dead-letters.js';
import { replayOf, replaysTopic } from './replays.js';

export interface ReplayDeadLettersOptions {
  readonly connection: ConnectionOptions;
  /** The topic the records came from and go back to. */
  readonly topic: { readonly name: string };
  readonly filter?: DeadLetterFilter;
  /** Records put back at most; default: no limit. */
  readonly limit?: number;
  /** A record that was put back so often is left where it is (default 3). */
  readonly maxReplays?: number;
  /** Only count what would be done (default false). */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
  /** Called for every letter whose record was put back, or with `dryRun` would be. */
  readonly onReplay?: (letter: DeadLetter) => void;
}

/** What became of the dead letters that match the filter. */
export interface ReplayReport {
  readonly matched: number;
  /** Records put back; with `dryRun`, those that would be. */
  readonly replayed: number;
  /** Put back by an earlier run. */
  readonly before: number;
  /** Put back too often. */
  readonly exhausted: number;
  /** Not to be put back: their content was left out, or they are about another topic. */
  readonly unfit: number;
  /** Left for another run by `limit`. */
  readonly left: number;
}

/** Records of one transaction. */
const BATCH = 500;

/**
 * Puts the records of dead letters back into their topic, each once: with the same transaction it is
 * remembered which, so that a run that was killed or failed is simply started again. Key, value and
 * headers are the original ones; one header counts how often this was done. Two runs for one topic do
 * not mix: the later one fences the earlier.
 *
 * @throws {TopicError} the topic or its dead-letter topic is not there.
 * @throws {FencedError} another run has begun.
 * @throws {TransactionError} what is not put back is there for the next run.
 */
export async function replayDeadLetters(options: ReplayDeadLettersOptions): Promise<ReplayReport> {
  const { connection, dryRun = false } = options;
  const target = await targetOf(options, dryRun);
  if (dryRun) return new Replay(options, target, undefined).run();
  // Before anything is read: taking the id over settles what an earlier run left open.
  const producer = await transactionalProducer({
    connection,
    transactionalId: `${target.name}-dead-letters`,
  });
  try {
    return await new Replay(options, target, producer).run();
  } finally {
    await producer.close();
  }
}

async function targetOf(
  { connection, topic: { name } }: ReplayDeadLettersOptions,
  dryRun: boolean,
): Promise<Topic<Buffer, Buffer>> {
  const target = topic<Buffer, Buffer>({ name, key: bytesCodec, value: bytesCodec });
  const cluster = await admin({ connection });
  try {
    if (!(await cluster.topics()).includes(name)) {
      throw new TopicError(name, `there is no topic ${name} to put records back into`);
    }
    if (!dryRun) await cluster.ensureTopics([replaysTopic(target)]);
  } finally {
    await cluster.close();
  }
  return target;
}

class Replay {
  readonly #options: ReplayDeadLettersOptions;
  readonly #target: Topic<Buffer, Buffer>;
  readonly #producer: TransactionalProducer | undefined;
  readonly #report = { matched: 0, replayed: 0, before: 0, exhausted: 0, unfit: 0, left: 0 };
  #chosen: DeadLetter[] = [];

  constructor(
    options: ReplayDeadLettersOptions,
    target: Topic<Buffer, Buffer>,
    producer: TransactionalProducer | undefined,
  ) {
    this.#options = options;
    this.#target = target;
    this.#producer = producer;
  }

  async run(): Promise<ReplayReport> {
    for await (const letter of readDeadLetters(this.#options)) {
      this.#report.matched += 1;
      this.#sort(letter);
      if (this.#chosen.length >= BATCH) await this.#putBack();
    }
    await this.#putBack();
    return this.#report;
  }

  #sort(letter: DeadLetter): void {
    const { limit = Infinity, maxReplays = 3 } = this.#options;
    const report = this.#report;
    if (letter.replayedAt) report.before += 1;
    else if (!letter.complete || !letter.source) report.unfit += 1;
    else if (letter.replays >= maxReplays) report.exhausted += 1;
    else if (report.replayed + this.#chosen.length >= limit) report.left += 1;
    else this.#chosen.push(letter);
  }

  async #putBack(): Promise<void> {
    const letters = this.#chosen;
    this.#chosen = [];
    if (letters.length === 0) return;
    this.#options.signal?.throwIfAborted();
    await this.#producer?.transaction(async (transaction) => {
      await transaction.send(this.#target, letters.map(recordOf));
      await transaction.send(replaysTopic(this.#target), letters.map(replayOf));
    });
    this.#report.replayed += letters.length;
    for (const letter of letters) this.#options.onReplay?.(letter);
  }
}

function recordOf({ key, value, headers, replays }: DeadLetter) {
  return { key, value, headers: { ...headers, [DeadLetterHeader.replays]: String(replays + 1) } };
}
