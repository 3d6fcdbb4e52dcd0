import { CodecError, jsonCodec } from '@wikistream/kafka-io';
import { NewArticleSchema, type NewArticle } from '@wikistream/wiki-events';
import { describe, expect, it } from 'vitest';
import { articlesTable } from './pipeline-tables.js';
import { storable } from './storable.js';

const codec = storable(jsonCodec(NewArticleSchema), articlesTable);
const article: NewArticle = {
  id: 7,
  opt_type: 'new',
  title: 'Артикул <b>',
  title_url: 'https://ru.wikipedia.org/wiki/Артикул',
  opt_time: '2026-02-28 23:59:59',
  contributor: 'Ы',
  registration: null,
  gender: 'unknown',
  edit_count: '0',
  event_id: '0be01d56-4857-48ec-a957-fce94cf63297',
  wiki: 'ruwiki',
  language_code: 'ru',
  event_time: '2026-02-28T15:59:59Z',
};
const decode = (changes: Partial<NewArticle>) =>
  codec.decode(Buffer.from(JSON.stringify({ ...article, ...changes })));

describe('storable', () => {
  it('lets through what the table can hold', () => {
    expect(decode({})).toEqual(article);
  });

  it.each<[string, Partial<NewArticle>]>([
    ['title holds a NUL character', { title: 'a\0b' }],
    ['opt_time is no date and time', { opt_time: '2026-02-30 10:00:00' }],
    ['registration is no date and time', { registration: '2026-01-01 25:00:00' }],
    ['event_time is no date and time', { event_time: 'yesterday' }],
    ['id is not a whole number', { id: 2 ** 60 }],
  ])('refuses a row PostgreSQL would refuse: %s', (reason, changes) => {
    expect(() => decode(changes)).toThrow(CodecError);
    expect(() => decode(changes)).toThrow(reason);
  });
});
