import type { NetworkDocuments } from './documents';
import type { JsonSupport } from './editor/language/jsonSupport';
import type { Doctor } from './editor/doctor';
import type { LensProvider } from './editor/lenses';
import type { Typesetter } from './editor/typesetter';
import type { Messages } from './messages';
import type { NetworksTree } from './networksView';
import type { NoteChecks } from './notes/noteChecks';
import type { Hovered } from './hovered';
import type { Pins } from './pins';
import type { Pointing } from './pointing';
import type { Selection } from './selection';
import type { SubjectHistory } from './subjectHistory';
import type { TestExplorer } from './testing/testExplorer';
import type { Laboratory } from './training/laboratory';
import type { Landscapes } from './training/landscapes';
import type { Restarts } from './training/restartRuns';
import type { RateStudies } from './training/rateStudies';
import type { StartPermission } from './scaleOut/permission';
import type { Saving } from './saving';
import type { RunKeeper } from './training/keepRuns';
import type { RunArchive } from './training/runArchive';
import type { Passes } from './training/passes';
import type { Runs } from './training/runs';
import type { TimeMachine } from './training/timeMachine';
import type { Walkthrough } from './walkthrough';

/**
 * What `activate` returns, for the tests that run inside VS Code: they read the state behind what the editor
 * shows, and plant a wrong derivative by `documents.setKernels`. No promise to other extensions.
 */
export interface ExtensionApi {
  readonly documents: NetworkDocuments;
  readonly selection: Selection;
  readonly pointing: Pointing;
  readonly hovered: Hovered;
  readonly pins: Pins;
  readonly history: SubjectHistory;
  readonly runs: Runs;
  readonly laboratory: Laboratory;
  readonly rateStudies: RateStudies;
  readonly restarts: Restarts;
  readonly landscapes: Landscapes;
  readonly archive: RunArchive;
  readonly keeper: RunKeeper;
  /** By `ask` tests say where an export goes. */
  readonly saving: Saving;
  readonly time: TimeMachine;
  readonly passes: Passes;
  readonly messages: Messages;
  readonly noteChecks: NoteChecks;
  /** By `override` tests start programs in the window of a browser. */
  readonly permission: StartPermission;
  readonly networks: NetworksTree;
  readonly walkthrough: Walkthrough;
  /** Tells whether the program that sets formulas is loaded. */
  readonly typesetter: Typesetter;
  /** By `json.override` tests see what is offered where the editor has no JSON support. */
  readonly language: { readonly json: JsonSupport };
  readonly doctor: Doctor;
  /** The bench times it without what VS Code adds. */
  readonly lenses: LensProvider;
  /** How much is kept for files, by kinds: all 0 once every network file is closed. */
  held(): Readonly<
    Record<'documents' | 'runs' | 'threads' | 'selections' | 'histories' | 'lenses' | 'archives', number>
  >;
  /** VS Code shows results to nobody but a person: `onDidReport` repeats them for tests. */
  readonly testExplorer: TestExplorer;
}
