import { describe, expect, it } from 'vitest';
import { withSection } from './document.js';

describe('withSection', () => {
  const page = '# Page\n\n<!-- a:begin -->\n\nold\n\n<!-- a:end -->\n\nafter\n';

  it('replaces its own section alone, as often as it is asked', () => {
    const once = withSection(page, 'a', 'new\n');
    expect(once).toBe('# Page\n\n<!-- a:begin -->\n\nnew\n\n<!-- a:end -->\n\nafter\n');
    expect(withSection(once, 'a', 'new\n')).toBe(once);
  });

  it('adds a section that is not there yet', () => {
    expect(withSection(page, 'b', 'new')).toBe(
      `${page}\n<!-- b:begin -->\n\nnew\n\n<!-- b:end -->\n`,
    );
  });
});
