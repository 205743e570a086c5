import type { NetworkDocuments } from './documents';
import type { JsonSupport } from './editor/language/jsonSupport';
import type { Messages } from './messages';
import type { NoteChecks } from './notes/noteChecks';
import type { Selection } from './selection';
import type { TestExplorer } from './testing/testExplorer';
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
  /** By `json.override` tests see what is offered where the editor has no JSON support. */
  readonly language: { readonly json: JsonSupport };
  /** VS Code shows tests what it was told of results to no one but a person: `onDidReport` repeats it. */
  readonly testExplorer: TestExplorer;
}
