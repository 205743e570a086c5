/** A stretch of a text: zero-based offset and length, both in UTF-16 code units. */
export interface TextRange {
  readonly offset: number;
  readonly length: number;
}

/** One replacement in a text. Edits of one list refer to the same text and never overlap. */
export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}
