import { describe, expect, it } from 'vitest';
import { InvalidEventError } from '../errors.js';
import { change } from '../testing/events.js';
import { decodeEnvelope, decodeRecentChange, parseEvent } from './decode.js';
import { CHANGE_TYPES } from './recent-change.js';

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const fault = (value: unknown): InvalidEventError => {
  try {
    decodeRecentChange(value);
  } catch (error) {
    if (error instanceof InvalidEventError) return error;
  }
  throw new Error('was accepted');
};

describe('decodeRecentChange', () => {
  it.each(CHANGE_TYPES)('accepts %s events of both versions', (type) => {
    for (const version of ['1.0.0', '1.0.1']) {
      const event = { ...change(1), type, $schema: `/mediawiki/recentchange/${version}` };
      expect(decodeRecentChange(json(event))).toEqual(event);
    }
  });

  it('accepts what real events leave out, send as null, or add', () => {
    const {
      id: _id,
      user: _user,
      revision: _revision,
      ...bare
    } = change(1) as Record<string, unknown>;
    const event = { ...bare, length: null, patrolled: null, wiki: null, future: { deep: [1] } };
    expect(decodeRecentChange(json(event))).toEqual(event);
  });

  it.each([{}, [], 'text', { a: 1 }, null, 5])(
    'accepts log parameters of any kind: %j',
    (log_params) => {
      const event = {
        ...change(1),
        type: 'log',
        id: null,
        log_id: 5,
        log_type: 'block',
        log_params,
      };
      expect(decodeRecentChange(json(event))).toEqual(event);
    },
  );

  it('names the field and the reason', () => {
    expect(fault({ ...change(1), title: 5 })).toMatchObject({ field: 'title' });
    expect(fault({ ...change(1), title: 5 }).reason).toContain('string');
    expect(fault({ ...change(1), length: { old: 1, new: 'x' } })).toMatchObject({
      field: 'length.new',
    });
    expect(fault(json({ ...change(1), meta: undefined }))).toMatchObject({
      field: 'meta',
      reason: 'is missing',
    });
    expect(fault({ ...change(1), meta: { stream: 's' } })).toMatchObject({
      field: 'meta.dt',
      reason: 'is missing',
    });
    expect(fault({ ...change(1), type: '142' })).toMatchObject({ field: 'type' });
    expect(fault({ ...change(1), type: undefined }).message).toContain('type');
  });
});

describe('decodeEnvelope', () => {
  it('serves every other stream', () => {
    const event = {
      $schema: '/mediawiki/page/create/1.0.0',
      meta: { dt: 'x', stream: 's' },
      page_id: 3,
    };
    expect(decodeEnvelope(json(event))).toEqual(event);
    expect(() => decodeEnvelope({ meta: {} })).toThrow(InvalidEventError);
  });
});

describe('parseEvent', () => {
  it.each(['', '{', '[]', '1', 'null'])('refuses %j', (data) => {
    expect(() => parseEvent(data)).toThrow(
      expect.objectContaining({ code: 'ERR_WIKI_EVENT_MALFORMED' }) as Error,
    );
  });
});
