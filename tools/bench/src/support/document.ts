import { readFile, writeFile } from 'node:fs/promises';

const FILE = new URL('../../../../docs/benchmarks.md', import.meta.url);

/** Replaces the section `<!-- name:begin -->` … `<!-- name:end -->` of docs/benchmarks.md. */
export async function document(name: string, section: string): Promise<void> {
  const text = await readFile(FILE, 'utf8').catch(() => '# Benchmarks\n');
  await writeFile(FILE, withSection(text, name, section));
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
