import { describe, expect, it } from 'vitest';
import { ContactMissingError, OptionError } from '../errors.js';
import { decodeEnvelope, decodeRecentChange } from '../events/decode.js';
import type { RecentChange } from '../events/recent-change.js';
import { resolveOptions, type StreamOptions } from './options.js';

const resolve = (options: Partial<StreamOptions>) =>
  resolveOptions<RecentChange, RecentChange>({ contact: 'tests@example.org', ...options });

describe('resolveOptions', () => {
  it.each([undefined, '', '  ', 'me', 'me@host', 'User:', 'mail (at) example', 'ünï@example.org'])(
    'starts nothing with %j as contact',
    (contact) => {
      expect(() => resolve({ contact })).toThrow(ContactMissingError);
    },
  );

  it.each([
    ['me@example.org', 'wikistream/0.1.0 (me@example.org) wikistream-wiki-events/0.1.0'],
    ['User:Me', 'mine/2.1 (User:Me) wikistream-wiki-events/0.1.0'],
    [
      ' https://example.org/bot ',
      'mine/2.1 (https://example.org/bot) wikistream-wiki-events/0.1.0',
    ],
  ])('presents itself with %j the way the policy wants', (contact, expected) => {
    const client = expected.startsWith('mine') ? { client: 'mine/2.1' } : {};
    expect(resolve({ contact, ...client }).userAgent).toBe(expected);
  });

  it.each<[string, Partial<StreamOptions>]>([
    ['client', { client: 'mine' }],
    ['client', { client: 'mine/1\r\nx-evil: 1' }],
    ['url', { url: 'stream.wikimedia.org' }],
    ['url', { url: 'ftp://stream.wikimedia.org' }],
    ['streams', { streams: [] }],
    ['streams', { streams: ['recentchange?since=0'] }],
    ['since', { since: 'soon' }],
    ['until', { until: new Date(NaN) }],
    ['marginMs', { marginMs: -1 }],
    ['maxFrameBytes', { maxFrameBytes: 0 }],
    ['idleTimeoutMs', { idleTimeoutMs: Infinity }],
    // A timer set for longer than 24 days rings at once.
    ['idleTimeoutMs', { idleTimeoutMs: 1e11 }],
    ['untilQuietMs', { untilQuietMs: 0 }],
    ['backoff.maxMs', { backoff: { maxMs: 1e11 } }],
    ['backoff.initialMs', { backoff: { initialMs: NaN } }],
    ['lastEventId', { lastEventId: 'x' }],
  ])('names the option at fault: %s', (option, faulty) => {
    expect(() => resolve(faulty)).toThrow(OptionError);
    expect(() => resolve(faulty)).toThrow(`"${option}"`);
  });

  it('knows what each stream is like', () => {
    const changes = resolve({});
    expect(changes.endpoint).toBe('https://stream.wikimedia.org/v2/stream/recentchange');
    expect(changes.decode).toBe(decodeRecentChange);
    const others = resolve({
      streams: ['page-create', 'page-delete'],
      url: 'http://localhost:1/x/',
    });
    expect(others.endpoint).toBe('http://localhost:1/x/v2/stream/page-create,page-delete');
    expect(others.decode).toBe(decodeEnvelope);
    // Pages are created less often than changed: silence says less.
    expect(others.idleTimeoutMs).toBeGreaterThan(changes.idleTimeoutMs);
    expect(resolve({ streams: ['recentchange', 'page-create'] }).idleTimeoutMs).toBe(
      changes.idleTimeoutMs,
    );
  });
});
