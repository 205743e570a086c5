import type { NetworkDocuments } from '../documents';
import type { Hovered } from '../hovered';
import type { Messages } from '../messages';
import type { Pins } from '../pins';
import type { Pointing } from '../pointing';
import type { Saving } from '../saving';
import type { Selection } from '../selection';
import type { SubjectHistory } from '../subjectHistory';
import type { RunKeeper } from '../training/keepRuns';
import type { Landscapes } from '../training/landscapes';
import type { Passes } from '../training/passes';
import type { RateStudies } from '../training/rateStudies';
import type { Restarts } from '../training/restartRuns';
import type { RunArchive } from '../training/runArchive';
import type { Runs } from '../training/runs';
import type { TimeMachine } from '../training/timeMachine';
import type { WritingSettings } from '../writing';
import type { SaveDialog } from './views/saveDiagram';

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
  readonly pointing: Pointing;
  readonly hovered: Hovered;
  readonly pins: Pins;
  readonly history: SubjectHistory;
  readonly messages: Pick<Messages, 'show'>;
  readonly saveDialog: SaveDialog;
  /** Takes what the log should know: messages that were dropped. */
  readonly log: (text: string) => void;
}
