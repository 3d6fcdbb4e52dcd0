import {
  admin,
  checkConnection,
  createProducer,
  deadLetterTopic,
  jsonCodec,
  topic,
  transformTopic,
  type ConnectionOptions,
} from '@wikistream/kafka-io';
import { readAll } from '@wikistream/kafka-io/testing';
import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grantReading } from './grant.js';
import { startSecuredKafka, type SecuredKafka } from './secured-kafka.js';

/** TLS and SASL against a real broker: what is right works, what is wrong says what is wrong. */
let kafka: SecuredKafka;

beforeAll(async () => {
  kafka = await startSecuredKafka();
});
afterAll(() => kafka?.stop());

type Listener = 'plaintext' | 'tls' | 'sasl' | 'saslTls';
type Security = (kafka: SecuredKafka) => Omit<ConnectionOptions, 'brokers'>;

const none: Security = () => ({});
const trusting: Security = ({ ca }) => ({ ssl: { ca } });
const strangers: Security = () => ({ ssl: true });
const login: Security = ({ user }) => ({ sasl: { mechanism: 'plain', ...user } });
const wrongLogin: Security = ({ user }) => ({
  sasl: { mechanism: 'plain', username: user.username, password: 'looking-glass' },
});
const scram: Security = ({ user }) => ({ sasl: { mechanism: 'scram-sha-256', ...user } });
const both: Security = (secured) => ({ ...trusting(secured), ...login(secured) });

const connect = (listener: Listener, security: Security): ConnectionOptions => ({
  brokers: kafka[listener],
  ...security(kafka),
});

describe('the right settings', () => {
  it.each<[Listener, string, Security]>([
    ['plaintext', 'nothing', none],
    ['tls', 'TLS', trusting],
    ['sasl', 'SASL/PLAIN', login],
    ['saslTls', 'SASL/PLAIN over TLS', both],
  ])('%s: %s sends and reads', async (listener, _, security) => {
    const connection = connect(listener, security);
    const notes = topic({
      name: `notes-${listener}`,
      value: jsonCodec(Type.Object({ n: Type.Integer() })),
    });
    const control = await admin({ connection });
    await control.ensureTopics([notes]);
    await control.close();
    expect((await checkConnection({ connection, topics: [notes] })).brokers).toHaveLength(1);
    const producer = await createProducer({ connection });
    await producer.send(notes, { key: 'k', value: { n: 1 } });
    await producer.close();
    expect((await readAll({ connection, topic: notes })).map(({ value }) => value)).toEqual([
      { n: 1 },
    ]);
  });
});

it('ends a transform that may not write, with what it has to be granted', async () => {
  const connection = connect('sasl', login);
  const numbers = topic({ name: 'numbers', value: jsonCodec(Type.Object({ n: Type.Integer() })) });
  const doubled = topic({ ...numbers, name: 'doubled' });
  const control = await admin({ connection: connect('plaintext', none) });
  await control.ensureTopics([numbers, doubled, deadLetterTopic(numbers)]);
  await control.close();
  await grantReading(kafka.plaintext, doubled.name, kafka.user.username);
  const producer = await createProducer({ connection });
  await producer.send(numbers, { key: 'k', value: { n: 1 } });
  await producer.close();
  const run = await transformTopic({
    connection,
    from: numbers,
    to: doubled,
    groupId: 'doubler',
    groupProtocol: 'consumer',
    transform: (records) => records.map(({ key, value }) => ({ key, value: { n: 2 * value.n } })),
  });
  const error: unknown = await run.done.catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'ERR_KAFKA_REFUSED' });
  expect(String(error)).toMatch(/grant this client WRITE on doubled/);
});

describe('wrong settings', () => {
  it.each<[string, Listener, string, Security]>([
    ['credentials', 'sasl', 'a wrong password', wrongLogin],
    ['sasl-mechanism', 'sasl', 'another mechanism', scram],
    ['sasl-wanted', 'sasl', 'no login', none],
    ['sasl-wanted', 'saslTls', 'TLS, but no login', trusting],
    ['sasl-not-wanted', 'plaintext', 'a login', login],
    ['certificate', 'tls', 'another authority', strangers],
    ['tls-wanted', 'tls', 'no TLS', none],
    ['tls-wanted', 'saslTls', 'a login without TLS', login],
    ['tls-not-wanted', 'plaintext', 'TLS', trusting],
  ])('says %s: %s with %s', async (failure, listener, _, security) => {
    const connection = connect(listener, security);
    const error: unknown = await checkConnection({ connection, timeoutMs: 2_500 }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'ERR_KAFKA_CONNECTION', failure });
    expect(String(error)).not.toMatch(/wonderland|looking-glass/);
  });
});
