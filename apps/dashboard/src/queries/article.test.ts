import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { articleUrl } from './article.js';

describe('articleUrl', () => {
  it('keeps addresses of Wikipedia over https', () => {
    for (const url of [
      'https://de.wikipedia.org/wiki/Stra%C3%9Fe',
      'https://zh-min-nan.wikipedia.org/wiki/A?b#c',
    ]) {
      expect(articleUrl(url)).toBe(url);
    }
  });

  it.each([
    null,
    '',
    'javascript:alert(1)',
    'http://de.wikipedia.org/wiki/A',
    'https://wikipedia.org.evil.example/wiki/A',
    'https://evilwikipedia.org/wiki/A',
    'https://user:secret@de.wikipedia.org/wiki/A',
    'https://de.wikipedia.org:8443/wiki/A',
    'data:text/html,<script>alert(1)</script>',
    'https://',
  ])('makes %j no link', (url) => {
    expect(articleUrl(url)).toBe('');
  });

  it('never throws, and never leads elsewhere', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (text) => {
        const url = articleUrl(text);
        if (url !== '') expect(new URL(url).hostname).toMatch(/\.wikipedia\.org$/);
      }),
    );
  });
});
