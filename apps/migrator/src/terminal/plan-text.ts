import type { Change, Plan } from '@wikistream/risingwave-schema';
import { diffLines } from './diff.js';

const SIGNS = { create: '+', replace: '±', alter: '~', drop: '-' } as const;

/** A plan for people: one line per object, and what changes in it line by line. */
export function planText(plan: Plan): string {
  if (plan.empty) return 'Nothing to do: the database is as defined.';
  const counts = Object.entries(countActions(plan.changes))
    .map(([action, count]) => `${count} to ${action}`)
    .join(', ');
  return [
    ...plan.changes.map(changeText),
    ...plan.unmanaged.map((name) => `! ${name}: exists but was not created by this tool`),
    ...(plan.leftovers.length > 0
      ? [`… to finish from an interrupted run: ${plan.leftovers.join(', ')}`]
      : []),
    '',
    `Plan for ${plan.target}: ${counts || 'no change of definitions'}.`,
  ].join('\n');
}

function changeText(change: Change): string {
  const head = `${SIGNS[change.action]} ${change.kind} ${change.object} (${change.reason})`;
  const losses = change.destructive.map((loss) => `    loses data: ${loss}`);
  const diff =
    change.before !== undefined && change.after !== undefined && change.before !== change.after
      ? diffLines(change.before, change.after).map((line) => `    ${line}`)
      : [];
  return [head, ...losses, ...diff].join('\n');
}

function countActions(changes: readonly Change[]): Partial<Record<Change['action'], number>> {
  const counts: Partial<Record<Change['action'], number>> = {};
  for (const { action } of changes) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}
