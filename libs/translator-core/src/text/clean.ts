// Control and format characters that show or hide text, and direction overrides (UAX #9): none has
// a place in a title. The zero-width joiners (U+200C, U+200D) stay: Persian, the Indic scripts and
// emoji sequences are spelled with them.
const FORBIDDEN =
  // eslint-disable-next-line no-control-regex -- to find them is its purpose
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

const WHITE_SPACE = /\s+/gu;

// Printable ASCII in words apart by one blank, as most titles are: nothing to clean.
const PLAIN = /^[!-^`-~]+(?: [!-^`-~]+)*$/;

/** Whether the text holds control, direction or otherwise invisible characters. */
export function hasForbiddenCharacters(text: string): boolean {
  FORBIDDEN.lastIndex = 0;
  return FORBIDDEN.test(text);
}

/** NFC, without control and direction characters, underscores and runs of white space as one blank. */
export function cleanTitle(title: string): string {
  if (PLAIN.test(title)) return title;
  return title
    .replace(/[\t\n\r_]/g, ' ')
    .replace(FORBIDDEN, '')
    .normalize('NFC')
    .replace(WHITE_SPACE, ' ')
    .trim();
}
