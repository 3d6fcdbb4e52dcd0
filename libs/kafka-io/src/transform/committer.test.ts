import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { GroupConsumer } from '../consumer/group.js';
import { TransactionError } from '../errors.js';
import type { NativeProducer } from '../native/rdkafka.js';
import { NativeTransaction } from '../producer/native-transaction.js';
import { GivenUp, Patience } from '../timing/patience.js';
import { Committer } from './committer.js';
import { Lane } from './lane.js';

const { openTransactional } = vi.hoisted(() => ({ openTransactional: vi.fn() }));
vi.mock('../producer/transactional-producer.js', () => ({ openTransactional }));

const TOPIC = 'stream';
let opened: number;

beforeEach(() => {
  opened = 0;
  openTransactional.mockImplementation(async () => {
    opened += 1;
    return { isConnected: () => false } as NativeProducer;
  });
});
afterEach(() => vi.restoreAllMocks());

const group = { committed: async () => new Map([[0, 0]]) } as unknown as GroupConsumer;

function aborted(code: number, message: string): TransactionError {
  const cause = Object.assign(new Error(message), { code });
  return new TransactionError(`aborted: ${message}`, { definitelyAborted: true, cause });
}

/** Transactions whose commits end as `outcomes` say, the last of them for ever. */
function transactions(...outcomes: (Error | undefined)[]): void {
  vi.spyOn(NativeTransaction, 'begin').mockImplementation(async () => {
    const outcome = outcomes.length > 1 ? outcomes.shift() : outcomes[0];
    return {
      produce: async () => undefined,
      sendOffsets: async () => undefined,
      commit: async () => {
        if (outcome) throw outcome;
      },
      abort: async () => undefined,
    } as unknown as NativeTransaction;
  });
}

async function oneRecord() {
  const lane = new Lane<string, string>(TOPIC, 0);
  const raw = { topic: TOPIC, partition: 0, offset: 0, key: null, value: null, timestamp: 0 };
  lane.add({ ...raw, rawHeaders: [] }, undefined, {
    message: { topic: 'out', key: null, value: null, timestamp: null, headers: undefined },
    deadLetter: undefined,
  });
  const committer = await Committer.open<string, string>(
    {
      connection: { brokers: 'nobody:1' },
      groupId: 'group',
      transactionalId: undefined,
      transactionTimeoutMs: 1_000,
    },
    { tooLarge: () => undefined },
  );
  const commit = (patience = new Patience()) => committer.commit([lane], group, 10, patience);
  return { lane, commit };
}

it('ends with what has to be granted where the brokers refuse what it writes', async () => {
  transactions(aborted(29, 'Broker: Topic authorization failed'));
  const { commit, lane } = await oneRecord();
  await expect(commit()).rejects.toMatchObject({
    code: 'ERR_KAFKA_REFUSED',
    message: expect.stringMatching(/WRITE on out, READ on the group/) as string,
  });
  expect(lane.size).toBe(1);
});

it('takes a new producer when one fails again and again', async () => {
  const late = aborted(-192, 'Local: Message timed out');
  transactions(late, late, late, late, late, undefined);
  const { commit } = await oneRecord();
  for (let attempt = 1; attempt <= 4; attempt += 1) expect(await commit()).toBeUndefined();
  expect(opened).toBe(1);
  expect(await commit()).toBeUndefined();
  expect(opened).toBe(2);
  expect((await commit())?.entries).toHaveLength(1);
});

it('settles nothing any more once it is over, or has no time to ask the brokers', async () => {
  const unknown = new TransactionError('timed out', { definitelyAborted: false });
  transactions(unknown);
  const { commit } = await oneRecord();
  const ended = new Patience();
  ended.end();
  const short = new Patience();
  short.lastsUntil(Date.now() + 1_000);
  for (const patience of [ended, short]) {
    const error: unknown = await commit(patience).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(GivenUp);
    expect(error).toHaveProperty('cause', unknown);
  }
  expect(opened).toBe(1);
});
