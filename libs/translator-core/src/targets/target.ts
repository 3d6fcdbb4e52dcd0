/** What becomes of a title without a model. */
export type Transcription =
  | { readonly status: 'translated' | 'passthrough'; readonly text: string }
  | { readonly status: 'failed'; readonly reason: string };

/** Everything that depends on the language translated into. */
export interface Target {
  /** Language code: `zh`. */
  readonly code: string;
  /** What prompts call the language. */
  readonly languageName: string;
  /** One sentence for prompts about how titles and names are written. */
  readonly style: string;
  /** The text of a title that is in the target language already, or has nothing to translate. */
  passthrough(title: string, from: string): string | undefined;
  /** Whether a text is written in the script of the language, at least in part. */
  isWrittenIn(text: string): boolean;
  /** Characters of the language's script in a text. */
  countScript(text: string): number;
  /** Whether a text holds letters of a script that no title in the language is written in. */
  holdsForeignScript(text: string): boolean;
  /**
   * The part of a text that needs no translation, in a form in which two texts can be compared. Letters
   * that bind it together in another language (kana between Han) stay.
   */
  nativeText(text: string): string;
  /** Puts a model's answer into the form the target wants, e.g. simplified characters. */
  normalize(text: string): string;
  /** The title by rule, without a model. */
  transcribe(title: string, from: string): Transcription;
}
