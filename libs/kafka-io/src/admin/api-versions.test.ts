import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embeddedBroker, type EmbeddedBroker } from '../embedded/embedded-broker.js';
import {
  apiVersionsRequest,
  CREATE_TOPICS,
  parseApiVersions,
  supportedRequests,
} from './api-versions.js';

let broker: EmbeddedBroker;
beforeAll(async () => {
  broker = await embeddedBroker();
});
afterAll(() => broker.close());

describe('supportedRequests', () => {
  it('tells that an embedded broker produces, fetches and makes no topics by request', async () => {
    const requests = await supportedRequests(broker.brokers);
    expect(requests.has(0)).toBe(true);
    expect(requests.has(1)).toBe(true);
    expect(requests.has(CREATE_TOPICS)).toBe(false);
  });

  it('fails when nobody listens', async () => {
    await expect(supportedRequests('127.0.0.1:1')).rejects.toThrow();
  });
});

describe('the ApiVersions frames', () => {
  it('asks as the protocol guide writes it', () => {
    expect(apiVersionsRequest(7).toString('hex')).toBe(
      '00000014' +
        '0012' +
        '0000' +
        '00000007' +
        '000a' +
        Buffer.from('wikistream').toString('hex'),
    );
  });

  it('waits for the whole answer', () => {
    const answer = Buffer.from(
      '00000016' +
        '00000001' +
        '0000' +
        '00000002' +
        '00000000000b' +
        '00130000000700'.slice(0, 12),
      'hex',
    );
    expect([...(parseApiVersions(answer) ?? [])]).toEqual([0, 0x13]);
    for (let length = 0; length < answer.length; length += 1) {
      expect(parseApiVersions(answer.subarray(0, length))).toBeUndefined();
    }
  });
});
