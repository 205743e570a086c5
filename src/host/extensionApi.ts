import type { NetworkDocuments } from './documents';
import type { JsonSupport } from './editor/language/jsonSupport';
import type { Doctor } from './editor/doctor';
import type { Typesetter } from './editor/typesetter';
import type { Messages } from './messages';
import type { NetworksTree } from './networksView';
import type { NoteChecks } from './notes/noteChecks';
import type { Pins } from './pins';
import type { Pointing } from './pointing';
import type { Selection } from './selection';
import type { SubjectHistory } from './subjectHistory';
import type { TestExplorer } from './testing/testExplorer';
import type { Runs } from './training/runs';
import type { Walkthrough } from './walkthrough';

/**
 * What `activate` returns, for the tests that run inside VS Code: they read the state behind what the editor
 * shows, and plant a wrong derivative by `documents.setKernels`. No promise to other extensions.
 */
export interface ExtensionApi {
  readonly documents: NetworkDocuments;
  readonly selection: Selection;
  readonly pointing: Pointing;
  readonly pins: Pins;
  readonly history: SubjectHistory;
  readonly runs: Runs;
  readonly messages: Messages;
  readonly noteChecks: NoteChecks;
  readonly networks: NetworksTree;
  readonly walkthrough: Walkthrough;
  /** Tells whether the program that sets formulas is loaded. */
  readonly typesetter: Typesetter;
  /** By `json.override` tests see what is offered where the editor has no JSON support. */
  readonly language: { readonly json: JsonSupport };
  readonly doctor: Doctor;
  /** How much is kept for files, by kinds: all 0 once every network file is closed. */
  held(): Readonly<Record<'documents' | 'runs' | 'threads' | 'selections' | 'histories' | 'lenses', number>>;
  /** VS Code shows results to nobody but a person: `onDidReport` repeats them for tests. */
  readonly testExplorer: TestExplorer;
}
