/** PostgreSQL's and this library's limit for identifiers, less a fingerprint, two underscores and a number. */
const MAX_BYTES = 63 - '__0123456789abcdef_99'.length;

/**
 * A name for what is built beside `original`, one that says whose replacement it is and that nothing
 * has: an object replaced earlier may still be there under the name of its own replacement.
 */
export function replacementName(
  original: string,
  fingerprint: string,
  taken: (name: string) => boolean,
): string {
  const name = `${shortened(original)}__${fingerprint}`;
  if (!taken(name)) return name;
  let number = 2;
  while (taken(`${name}_${number}`)) number++;
  return `${name}_${number}`;
}

/** As many whole characters as there is room for; identifiers are counted in bytes. */
function shortened(name: string): string {
  let kept = '';
  for (const character of name) {
    if (Buffer.byteLength(kept + character) > MAX_BYTES) break;
    kept += character;
  }
  return kept;
}
