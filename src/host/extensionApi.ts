import type { NetworkDocuments } from './documents';
import type { JsonSupport } from './editor/language/jsonSupport';
import type { Typesetter } from './editor/typesetter';
import type { Messages } from './messages';
import type { NoteChecks } from './notes/noteChecks';
import type { Selection } from './selection';
import type { Runs } from './training/runs';

/**
 * What `activate` returns, for the tests that run inside VS Code: they read the state behind what the editor
 * shows, and plant a wrong derivative by `documents.setKernels`. No promise to other extensions.
 */
export interface ExtensionApi {
  readonly documents: NetworkDocuments;
  readonly selection: Selection;
  readonly runs: Runs;
  readonly messages: Messages;
  readonly noteChecks: NoteChecks;
  /** Tells whether the program that sets formulas is loaded. */
  readonly typesetter: Typesetter;
  /** By `json.override` tests see what is offered where the editor has no JSON support. */
  readonly language: { readonly json: JsonSupport };
}
