import { clipName, MAX_IDENTIFIER_BYTES } from '../../sql/quote.js';

/** What is left beside a fingerprint, two underscores and a number. */
const MAX_BYTES = MAX_IDENTIFIER_BYTES - '__0123456789abcdef_99'.length;

/**
 * A name for what is built beside `original`, one that says whose replacement it is and that nothing
 * has: an object replaced earlier may still be there under the name of its own replacement.
 */
export function replacementName(
  original: string,
  fingerprint: string,
  taken: (name: string) => boolean,
): string {
  const name = `${clipName(original, MAX_BYTES)}__${fingerprint}`;
  if (!taken(name)) return name;
  let number = 2;
  while (taken(`${name}_${number}`)) number++;
  return `${name}_${number}`;
}
