import type { TextRange } from '../network/text';

/** Something that can be written where the cursor is. */
export interface CompletionEntry {
  readonly kind: 'key' | 'word' | 'snippet' | 'name' | 'column' | 'file' | 'folder' | 'function';
  /**
   * What the entry is known from: `schema` is what an editor's JSON support offers too, by the schema that the
   * extension contributes.
   */
  readonly source: 'schema' | 'network';
  readonly label: string;
  /** One line of plain text. */
  readonly detail: string;
  /** Markdown; never holds text of the file. */
  readonly explanation: string;
  /** In the syntax of VS Code's snippets where `isSnippet`. */
  readonly insert: string;
  readonly isSnippet: boolean;
  /** What `insert` takes the place of. */
  readonly range: TextRange;
  /** What is compared with the text in `range`. */
  readonly filter: string;
}

/** Text that stands for itself in a snippet. */
export function literalInSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
