import { isUtf8 } from 'node:buffer';
import type { DeadLetter } from '@wikistream/kafka-io';

const KEY_CHARACTERS = 80;
const REASON_CHARACTERS = 300;
/** What could move the cursor, hide text or turn it around; anybody may have written it. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A letter in two lines for a terminal. */
export function letterText(letter: DeadLetter): string {
  const { failedAt, source, code, key, reason } = letter;
  const where = source ? `[${source.partition}] offset ${source.offset}` : 'of unknown origin';
  const name = key === null ? 'no key' : plain(key.toString('utf8'), KEY_CHARACTERS);
  return [
    [failedAt.toISOString(), plain(code, KEY_CHARACTERS), where, name, stateOf(letter)].join('  '),
    `    ${plain(reason, REASON_CHARACTERS)}`,
  ].join('\n');
}

/** A letter as one line of JSON, contents included. */
export function letterJson(letter: DeadLetter): string {
  const { partition, offset, source, code, reason, replays, complete } = letter;
  const headers = Object.entries(letter.headers).map(([name, bytes]) => [name, text(bytes)]);
  return JSON.stringify({
    partition,
    offset,
    failedAt: letter.failedAt.toISOString(),
    code,
    reason,
    source,
    key: text(letter.key),
    value: text(letter.value),
    headers: Object.fromEntries(headers) as unknown,
    complete,
    replays,
    replayedAt: letter.replayedAt?.toISOString(),
  });
}

function stateOf({ replayedAt, replays, complete }: DeadLetter): string {
  const before = replays > 0 ? `, put back ${replays}× before` : '';
  if (replayedAt) return `put back ${replayedAt.toISOString()}${before}`;
  return `${complete ? 'waiting' : 'without its content'}${before}`;
}

function plain(value: string, characters: number): string {
  const cut = value.length > characters ? `${value.slice(0, characters)}…` : value;
  return cut.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Text as it is, other bytes in Base64. */
function text(bytes: Buffer | null): string | null | { base64: string } {
  if (bytes === null) return null;
  return isUtf8(bytes) ? bytes.toString('utf8') : { base64: bytes.toString('base64') };
}
