import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const FILE = fileURLToPath(new URL('../../../../docs/benchmarks.md', import.meta.url));

/**
 * Replaces the section `<!-- name:begin -->` … `<!-- name:end -->` of docs/benchmarks.md, in the form
 * that the check of the format wants.
 */
export async function document(name: string, section: string): Promise<void> {
  const text = await readFile(FILE, 'utf8').catch(() => '# Benchmarks\n');
  const page = withSection(text, name, section);
  await writeFile(FILE, await format(page, { ...(await resolveConfig(FILE)), parser: 'markdown' }));
}

/** The page with the section put in place, or at its end when it has none of that name. */
export function withSection(page: string, name: string, section: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const block = `${begin}\n\n${section.trim()}\n\n${end}`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  return from === -1 || to === -1
    ? `${page.trimEnd()}\n\n${block}\n`
    : `${page.slice(0, from)}${block}${page.slice(to + end.length)}`;
}
