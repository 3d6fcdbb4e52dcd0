import { createInterface } from 'node:readline/promises';
import { ServiceError } from '@wikistream/service-kit';

/**
 * Asks a yes-or-no question on the terminal.
 *
 * @throws {ServiceError} when there is no terminal to ask on.
 */
export async function confirm(
  question: string,
  output: NodeJS.WriteStream,
  signal: AbortSignal,
): Promise<boolean> {
  if (!process.stdin.isTTY || !output.isTTY) {
    throw new ServiceError(
      'ERR_APP',
      `There is no terminal to ask on: "${question}" Answer with --yes once you have looked.`,
    );
  }
  const prompt = createInterface({ input: process.stdin, output });
  try {
    return /^y(es)?$/i.test((await prompt.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    prompt.close();
  }
}
