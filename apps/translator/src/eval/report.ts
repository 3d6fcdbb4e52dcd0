import type { TranslationResult } from '@wikistream/translator-core';
import type { Evaluation } from './evaluate.js';
import type { ReferenceTitle } from './reference.js';

/** The comparison as Markdown: totals first, then every title. */
export function markdown(
  references: readonly ReferenceTitle[],
  evaluations: readonly Evaluation[],
): string {
  const names = evaluations.map(({ translator }) => translator);
  return [
    `${references.length} titles in ${new Set(references.map(({ language }) => language)).size} languages.`,
    '',
    table([
      ['translator', 'exact', 'chrF', 'failed', 's/title'],
      ...evaluations.map((one) => [
        one.translator,
        `${((100 * one.exact) / references.length).toFixed(1)}%`,
        (100 * one.chrf).toFixed(1),
        String(one.failed),
        one.secondsPerTitle.toFixed(4),
      ]),
    ]),
    '',
    table([
      ['language', 'title', 'agreed', ...names],
      ...references.map(({ language, title, chinese }, at) => [
        language,
        title,
        chinese,
        ...evaluations.map(({ results }) => shown(results[at]!, chinese)),
      ]),
    ]),
    '',
  ].join('\n');
}

/** The same for programs. */
export function json(
  references: readonly ReferenceTitle[],
  evaluations: readonly Evaluation[],
): string {
  return JSON.stringify(
    {
      titles: references.length,
      translators: evaluations.map(({ results, ...totals }) => ({
        ...totals,
        results: references.map((reference, at) => ({ ...reference, ...results[at]! })),
      })),
    },
    null,
    2,
  ).concat('\n');
}

function shown(result: TranslationResult, agreed: string): string {
  if (result.status === 'failed') return `— (${result.reason})`;
  return result.text === agreed ? `**${result.text}**` : result.text;
}

function table(rows: readonly (readonly string[])[]): string {
  const [head, ...body] = rows.map(
    (cells) => `| ${cells.map((cell) => cell.replace(/[|\n]/g, '\\$&')).join(' | ')} |`,
  );
  return [head, `|${'---|'.repeat(rows[0]!.length)}`, ...body].join('\n');
}
