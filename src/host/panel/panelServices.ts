import type { NetworkDocuments } from '../documents';
import type { Selection } from '../selection';
import type { Saving } from '../saving';
import type { RunKeeper } from '../training/keepRuns';
import type { Landscapes } from '../training/landscapes';
import type { Passes } from '../training/passes';
import type { RateStudies } from '../training/rateStudies';
import type { Restarts } from '../training/restartRuns';
import type { RunArchive } from '../training/runArchive';
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
  readonly archive: RunArchive;
  readonly keeper: RunKeeper;
  readonly saving: Saving;
  readonly rateStudies: RateStudies;
  readonly landscapes: Landscapes;
  readonly restarts: Restarts;
  /** Takes what the log should know: messages that were dropped. */
  readonly log: (text: string) => void;
}
