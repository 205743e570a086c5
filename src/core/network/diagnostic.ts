import type { TextEdit, TextRange } from './text';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** A change that removes the cause of a diagnostic; its title is an action ("Replace by \"units\""). */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/**
 * Something to tell about a network file. `range` lies inside the text the diagnostic was made from.
 * `code` is stable: `area.problem`, such as `weights.shape` or `loss.activation`.
 */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  /** Place, cause and remedy in plain words; one line. */
  readonly message: string;
  readonly range: TextRange;
  readonly related?: readonly { readonly message: string; readonly range: TextRange }[];
  readonly fixes?: readonly Fix[];
}
