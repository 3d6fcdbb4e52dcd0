import { startKafka, type Kafka } from '@wikistream/kafka-local';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runOrdeal } from './exactly-once.js';

let kafka: Kafka;
beforeAll(async () => {
  kafka = await startKafka();
});
afterAll(() => kafka.stop());

const EVENTS = 200_000;
const KILLS = 50;

it('every article is in Kafka once, after 50 kills, broker restarts and cuts in mid-frame', async () => {
  const verdict = await runOrdeal({
    brokers: kafka.brokers,
    events: EVENTS,
    kills: KILLS,
    disturb: async (kill) => {
      if (kill % 20 !== 0) return;
      await kafka.kill();
      await kafka.restart();
    },
  });
  process.stdout.write(`exactly once: ${JSON.stringify(verdict)}\n`);
  expect(verdict).toMatchObject({
    expected: Math.floor(EVENTS / 3),
    found: Math.floor(EVENTS / 3),
    missing: 0,
    repeated: 0,
  });
}, 900_000);
