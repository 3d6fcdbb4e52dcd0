import {
  toNewArticle,
  UserDirectory,
  type NewPage,
  type UserDetails,
} from '@wikistream/wiki-events';
import { change } from '@wikistream/wiki-events/testing';
import { describe, expect, it, vi } from 'vitest';
import { enricher } from './enrich.js';
import { articleCodec } from './topics.js';

const article = toNewArticle(change(1) as NewPage, { timeZone: 'UTC' });
const message = { key: 'enwiki:1001', value: articleCodec.encode(article) };

/** The message when the wiki says this of its contributor. */
async function told(details: Partial<UserDetails>) {
  const directory = new UserDirectory({ contact: 'tests@example.org' });
  const known = { registration: null, gender: 'unknown', editCount: 1, ...details };
  vi.spyOn(directory, 'lookUp').mockResolvedValue(() => known);
  const [enriched] = await enricher(directory, 'Asia/Shanghai', 10)([message]);
  return enriched && articleCodec.decode(enriched.value);
}

describe('enricher', () => {
  it('adds what the wiki tells', async () => {
    expect(
      await told({ registration: '2020-06-30T20:00:00Z', gender: 'male', editCount: 42 }),
    ).toEqual({
      ...article,
      registration: '2020-07-01 04:00:00',
      gender: 'male',
      edit_count: '42',
    });
  });

  it.each(['+012345-01-01T00:00:00Z', '-000001-01-01T00:00:00Z', 'long ago', ''])(
    'takes registration %j for unknown',
    async (registration) => {
      expect(await told({ registration, editCount: 7 })).toEqual({ ...article, edit_count: '7' });
    },
  );

  it.each([1e21, -1, NaN, 1.5])(
    'lets an article go out as it was rather than with %d edits',
    async (editCount) => {
      expect(await told({ editCount, registration: '2020-06-30T20:00:00Z' })).toEqual(article);
    },
  );
});
