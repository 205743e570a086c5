import type { NetworkDocuments } from '../documents';
import type { Selection } from '../selection';
import type { Passes } from '../training/passes';
import type { Runs } from '../training/runs';
import type { TimeMachine } from '../training/timeMachine';
import type { WritingSettings } from '../writing';

/** What the panel shows and what its buttons act on. */
export interface PanelServices {
  readonly documents: NetworkDocuments;
  readonly selection: Selection;
  readonly runs: Runs;
  /** Which moment of a run is on show, and which part of an update. */
  readonly time: TimeMachine;
  readonly passes: Passes;
  readonly writing: WritingSettings;
  /** Takes what the log should know: messages that were dropped. */
  readonly log: (text: string) => void;
}
