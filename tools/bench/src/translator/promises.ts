import type { Outcome } from './scenario.js';

/** What the project promises of the translator. */
export const SHARE = 0.97;
export const OVERHEAD_MS = 0.3;
export const TITLES_PER_SECOND = 20_000;

/** The promises a run breaks, in words. */
export function broken(outcome: Outcome): string[] {
  const { scenario, limit, titlesPerSecond, overheadMsPerTitle } = outcome;
  const faults: string[] = [];
  if (limit !== undefined && titlesPerSecond < SHARE * limit)
    faults.push(`less than ${SHARE * 100}% of the server's limit`);
  if (scenario.server && overheadMsPerTitle > OVERHEAD_MS)
    faults.push(`more than ${OVERHEAD_MS} ms CPU per title`);
  // With one title in each request, what bounds the rate is HTTP.
  if (isBulk(outcome) && titlesPerSecond < TITLES_PER_SECOND)
    faults.push(`fewer than ${TITLES_PER_SECOND.toLocaleString('en-US')} titles/s`);
  return faults.map((fault) => `${scenario.name}: ${fault}`);
}

const isBulk = ({ limit, scenario }: Outcome): boolean =>
  limit === undefined && scenario.titlesPerRequest !== 1;
